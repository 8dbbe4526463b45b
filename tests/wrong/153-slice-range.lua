-- error: 4: slice: 2 to 5 is not within 1 to 4
local x = input("x", 4)
local y = dense(1)(x)
local z = slice(x, 2, 5)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
