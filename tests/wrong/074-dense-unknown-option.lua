-- error: 2: layer 1: unknown option 'bais' (did you mean 'bias'?)
return network { input = 4, layers = { dense(3, relu, { bais = false }), dense(1) }, loss = half_squared_error }
