-- error: 3: n must be 4
local n = 3
assert(n == 4, "n must be 4")
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
