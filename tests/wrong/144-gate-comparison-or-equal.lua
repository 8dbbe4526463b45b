-- error: 4: nodes cannot be compared with '<=', which gives a boolean: use where(le(a, b), u, v)
local x = input("x", 4)
local y = dense(1)(x)
local z = x >= y and x or y
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
