-- error: 3: layer 1: unknown activation 'swosh' (did you mean 'swoosh'?)
local function swoosh(z) return z * sigmoid(z + 1) end
return network { input = 4, layers = { dense(3, swosh), dense(1) }, loss = half_squared_error }
