-- error: 4: mul: the number is nan
local x = input("x", 4)
local y = dense(1)(x)
local z = x * (0/0)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
