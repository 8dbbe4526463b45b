-- error: 2: sgd: wants options in braces, such as sgd { rate = 0.1 }, got 0.1
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = sgd(0.1) }
