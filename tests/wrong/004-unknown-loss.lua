-- error: 2: unknown loss 'half_square_error' (did you mean 'half_squared_error'?)
return network { input = 4, layers = { dense(1) }, loss = half_square_error }
