-- error: 4: attempt to index a node value (local 'x')
local x = input("x", 4)
local y = dense(1)(x)
local z = x[1]
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
