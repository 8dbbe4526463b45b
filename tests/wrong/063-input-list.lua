-- error: 2: input: wants a whole number from 1 to 1000000, got a table
return network { input = { 28, 28 }, layers = { dense(1) }, loss = half_squared_error }
