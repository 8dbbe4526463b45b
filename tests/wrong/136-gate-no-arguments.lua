-- error: 4: exp: wants 1 argument, got 0
local x = input("x", 4)
local y = dense(1)(x)
local z = exp()
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
