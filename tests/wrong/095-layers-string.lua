-- error: 2: layers[2]: wants a layer, a function from node to node: write relu, without quotes
return network { input = 4, layers = { dense(3), "relu", dense(1) }, loss = half_squared_error }
