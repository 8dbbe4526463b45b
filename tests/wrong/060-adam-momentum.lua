-- error: 2: adam: unknown option 'momentum' (did you mean 'beta1'?)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = adam { momentum = 0.9 } }
