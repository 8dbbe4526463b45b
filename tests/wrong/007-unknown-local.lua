-- error: 3: unknown word 'hiden' (did you mean 'hidden'?)
local hidden = 8
return network { input = 4, layers = { dense(hiden), dense(1) }, loss = half_squared_error }
