-- error: 2: unknown loss 'l1' (did you mean 'absolute_error'?)
return network { input = 4, layers = { dense(1) }, loss = l1 }
