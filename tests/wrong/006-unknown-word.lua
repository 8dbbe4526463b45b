-- error: 2: batch: wants a whole number from 1 to 1000000, got the unknown word 'batc'
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, batch = batc }
