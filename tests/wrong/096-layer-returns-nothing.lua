-- error: 2: layers[2]: wants a layer that returns a node, got nothing
return network { input = 4, layers = { dense(3), function(x) x = x + 1 end, dense(1) }, loss = half_squared_error }
