-- error: 4: quantile: wants a number between 0 and 1, got 2
local x = input("x", 4)
local y = dense(1)(x)
local z = quantile(2)(y, y)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
