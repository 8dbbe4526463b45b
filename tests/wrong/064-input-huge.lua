-- error: 2: input: wants a whole number from 1 to 1000000, got 10000000
return network { input = 1e7, layers = { dense(1) }, loss = half_squared_error }
