-- error: 2: input 'x': size 2: wants a whole number from 1 to 1000000, got 0
return network { input = { 28, 0 }, layers = { dense(1) }, loss = half_squared_error }
