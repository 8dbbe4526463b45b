-- error: 2: layer 1: init: unknown initialiser 'he_norml' (did you mean 'he_normal'?)
return network { input = 4, layers = { dense(1, relu, { init = he_norml }) }, loss = half_squared_error }
