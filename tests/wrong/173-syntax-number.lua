-- error: 2: malformed number near '3x'
local x = 3x
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
