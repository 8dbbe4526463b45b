-- error: 2: param 'activation': the default: wants a number, a string or a boolean, got the activation relu
local n = param("activation", relu)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
