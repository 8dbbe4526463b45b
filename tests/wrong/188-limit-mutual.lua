-- error: 4: layer 1: stack overflow: a function calls itself without end
local f
local d = dense(3, function(z) return f(z) end)
f = function(z) return d(z) end
return network { input = 3, layers = { d }, loss = half_squared_error }
