-- error: 2: target 't': a class number ("index") wants 2 or more classes, got 1
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, targets = "index" }
