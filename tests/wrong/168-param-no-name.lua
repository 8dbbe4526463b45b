-- error: 2: param: wants a name in quotes, got 8
local n = param(8)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
