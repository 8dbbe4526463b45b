-- error: 2: unknown loss 'mae' (did you mean 'absolute_error'?)
return network { input = 4, layers = { dense(1) }, loss = mae }
