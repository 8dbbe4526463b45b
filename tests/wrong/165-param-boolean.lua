-- error: 3: param 'deep': -D deep=7 is not true or false
-- options: -D deep=7
local n = param("deep", true)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
