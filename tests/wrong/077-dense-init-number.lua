-- error: 2: layer 1: init: wants an initialiser, such as he_normal or uniform(0.1), got 0.5
return network { input = 4, layers = { dense(3, relu, { init = 0.5 }), dense(1) }, loss = half_squared_error }
