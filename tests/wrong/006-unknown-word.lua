-- error: 2: unknown word 'batc' (did you mean 'batch'?)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, batch = batc }
