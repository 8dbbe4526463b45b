-- error: 2: layer 1: has 4 inputs since line 2, and 5 here: a shared layer keeps its shape
local d = dense(6)
return network { input = 4, layers = { d, dense(5), d, dense(1) }, loss = half_squared_error }
