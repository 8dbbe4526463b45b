-- error: 5: layer 2: has 4 inputs since line 5, and 1 here: a shared layer keeps its shape
local x = input("x", 4)
local y = dense(1)(x)
local d = dense(2)
local a, b = d(x), d(y)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
