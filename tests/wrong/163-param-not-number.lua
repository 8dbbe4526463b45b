-- error: 3: param 'hidden': -D hidden=lots is not a finite number
-- options: -D hidden=lots
local n = param("hidden", 8)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
