-- error: 2: param 'hidden': the default: wants a number, a string or a boolean, got nothing
local n = param("hidden")
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
