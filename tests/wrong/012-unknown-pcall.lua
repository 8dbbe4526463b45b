-- error: 3: 'pcall' is not part of the spec language
-- error: 4: 'setmetatable' is not part of the spec language
pcall(error, "x")
local t = setmetatable({}, {})
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
