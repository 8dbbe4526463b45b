-- error: 2: layer 1: 100000 x 100000 weights make more than 2147483647 parameters in all
return network { input = 100000, layers = { dense(100000), dense(1) }, loss = half_squared_error }
