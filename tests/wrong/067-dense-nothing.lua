-- error: 2: layer 1: the number of outputs: wants a whole number from 1 to 1000000, got nothing
return network { input = 4, layers = { dense(), dense(1) }, loss = half_squared_error }
