-- error: 4: max: wants 2 or more arguments, got 1
local x = input("x", 4)
local y = dense(1)(x)
local z = max(x)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
