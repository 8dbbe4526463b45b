-- error: 2: layer 1: the activation: wants a function of a node, got 5
return network { input = 4, layers = { dense(3, 5), dense(1) }, loss = half_squared_error }
