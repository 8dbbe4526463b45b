-- error: 2: unknown optimizer 'addam' (did you mean 'adam'?)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = addam { rate = 0.1 } }
