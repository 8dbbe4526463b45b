-- error: 4: a node has no elements in brackets: y[1] is slice(y, 1, 1)
local x = input("x", 4)
local y = dense(1)(x)
local z = x[1]
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
