-- error: 4: add: shapes 1x4 and 1x3 do not fit
local x = input("x", 4)
local y = dense(1)(x)
local z = x + slice(x, 1, 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
