-- error: 4: layer 2: wants a node, got 5
local x = input("x", 4)
local y = dense(1)(x)
local z = dense(3)(5)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
