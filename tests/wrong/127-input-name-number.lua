-- error: 4: input: wants a name in quotes, got 3
local x = input("x", 4)
local y = dense(1)(x)
local z = input(3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
