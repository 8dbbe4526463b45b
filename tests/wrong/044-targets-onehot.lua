-- error: 2: targets: wants 'index' or 'values', got the string 'onehot'
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, targets = "onehot" }
