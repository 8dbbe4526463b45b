-- error: 2: unknown word 'twice'
local n = twice(3)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
