-- error: 2: layer 1: init: unknown initialiser 'orthogonal' (choices: glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_normal, uniform, constant, zeros)
return network { input = 4, layers = { dense(1, relu, { init = orthogonal }) }, loss = half_squared_error }
