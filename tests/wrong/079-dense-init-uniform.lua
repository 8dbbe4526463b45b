-- error: 2: uniform: wants a number of at least 0, got -1
return network { input = 4, layers = { dense(3, relu, { init = uniform(-1) }), dense(1) }, loss = half_squared_error }
