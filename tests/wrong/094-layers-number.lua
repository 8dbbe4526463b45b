-- error: 2: layers[2]: wants a layer, a function from node to node, got 5
return network { input = 4, layers = { dense(3), 5, dense(1) }, loss = half_squared_error }
