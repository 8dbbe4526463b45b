-- error: 2: layer 1: the number of outputs: wants a whole number from 1 to 1000000, got 1e+18
return network { input = 4, layers = { dense(1e18), dense(1) }, loss = half_squared_error }
