-- error: 2: layers[2]: wants a layer that returns a node, got the string 'x'
return network { input = 4, layers = { dense(3), function(x) return "x" end, dense(1) }, loss = half_squared_error }
