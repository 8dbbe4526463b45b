-- error: 3: layer 1: max: wants 2 or more arguments, got 1
-- error: 3: layers[2]: max: wants 2 or more arguments, got 1
return network { input = 5, layers = { dense(5, max), max }, loss = half_squared_error }
