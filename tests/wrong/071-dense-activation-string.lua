-- error: 2: layer 1: the activation: wants a function of a node: write relu, without quotes
return network { input = 4, layers = { dense(3, "relu"), dense(1) }, loss = half_squared_error }
