-- error: 4: max: shapes 1x4 and 1x5 do not fit
local x = input("x", 4)
local y = dense(1)(x)
local z = max(x, concat(x, y))
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
