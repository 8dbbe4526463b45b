-- error: 2: optimizer: wants an optimizer, such as sgd { rate = 0.1 }, got the loss cross_entropy
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = cross_entropy }
