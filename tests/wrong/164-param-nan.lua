-- error: 3: param 'rate': -D rate=nan is not a finite number
-- options: -D rate=nan
local n = param("rate", 0.1)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
