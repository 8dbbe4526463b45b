return network { input = 3, layers = { dense(1) }, loss = half_squared_error }
