-- error: 3: layer 1: wants an activation that returns a node, got 7
local function f(z) return 7 end
return network { input = 4, layers = { dense(3, f), dense(1) }, loss = half_squared_error }
