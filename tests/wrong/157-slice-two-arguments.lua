-- error: 4: slice: wants slice(x, first, last), got 2 arguments
local x = input("x", 4)
local y = dense(1)(x)
local z = slice(x, 1)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
