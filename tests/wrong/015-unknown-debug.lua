-- error: 3: 'debug' is not part of the spec language
-- error: 4: '_G' is not part of the spec language
debug.getregistry()
local g = _G
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
