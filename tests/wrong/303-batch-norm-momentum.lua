-- error: 2: layer 1: momentum: wants a number between 0 and 1, got 1.5
return network { input = 4, layers = { batch_norm { momentum = 1.5 }, dense(1) }, loss = half_squared_error }
