-- error: 3: network: line 2 has called it already
local a = network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
