-- error: 2: constant: wants a finite number, got nothing
return network { input = 4, layers = { dense(3, relu, { init = constant() }), dense(1) }, loss = half_squared_error }
