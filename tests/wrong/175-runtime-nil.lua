-- error: 3: attempt to index a nil value (local 't')
local t = nil
local x = t.y
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
