-- error: 4: attempt to call a node value (local 'x')
local x = input("x", 4)
local y = dense(1)(x)
local z = x(3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
