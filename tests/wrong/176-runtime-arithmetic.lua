-- error: 3: attempt to perform arithmetic on a table value (local 't')
local t = {}
local x = t + 1
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
