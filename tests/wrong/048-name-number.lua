-- error: 2: name: wants a name in quotes, got 5
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, name = 5 }
