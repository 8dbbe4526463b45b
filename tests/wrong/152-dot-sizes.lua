-- error: 4: dot: sizes 4 and 2 differ
local x = input("x", 4)
local y = dense(1)(x)
local z = dot(x, slice(x, 1, 2))
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
