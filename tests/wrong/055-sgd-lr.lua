-- error: 2: sgd: unknown option 'lr' (did you mean 'rate'?)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = sgd { lr = 0.1 } }
