-- error: 4: huber: wants a number above 0, got -1
local x = input("x", 4)
local y = dense(1)(x)
local z = huber(-1)(y, y)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
