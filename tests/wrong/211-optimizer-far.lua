-- error: 2: unknown optimizer 'lbfgs' (choices: sgd, momentum, nesterov, rmsprop, adam, adamw, polyak)
return network { input = 4, layers = { dense(1) }, loss = half_squared_error, optimizer = lbfgs }
