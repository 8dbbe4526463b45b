return network { input = 2, layers = { dense(1) }, loss = half_squared_error }
