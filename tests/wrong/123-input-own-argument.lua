-- error: 4: input: 'ws' is a name that the generated functions use themselves: choose another name
local x = input("x", 4)
local y = dense(1)(x)
local z = input("ws", 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
