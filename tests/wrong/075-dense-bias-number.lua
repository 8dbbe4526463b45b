-- error: 2: layer 1: bias: wants true or false, got 0
return network { input = 4, layers = { dense(3, relu, { bias = 0 }), dense(1) }, loss = half_squared_error }
