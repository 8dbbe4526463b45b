-- error: -D hiden: no param has this name (did you mean 'hidden'?)
-- options: -D hiden=3
local n = param("hidden", 8)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
