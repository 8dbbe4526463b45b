-- error: 2: layer 1: init: wants an initialiser, such as he_normal or uniform(0.1): write zeros, without quotes
return network { input = 4, layers = { dense(3, relu, { init = "zeros" }), dense(1) }, loss = half_squared_error }
