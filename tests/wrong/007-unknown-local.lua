-- error: 3: layer 1: the number of outputs: wants a whole number from 1 to 1000000, got the unknown word 'hiden' (did you mean 'hidden'?)
local hidden = 8
return network { input = 4, layers = { dense(hiden), dense(1) }, loss = half_squared_error }
