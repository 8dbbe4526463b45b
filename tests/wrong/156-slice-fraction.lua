-- error: 4: slice: first and last want whole numbers, got 1.5
local x = input("x", 4)
local y = dense(1)(x)
local z = slice(x, 1.5, 2)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
