-- error: 4: where: wants 3 arguments, got 2
local x = input("x", 4)
local y = dense(1)(x)
local z = where(gt(x, 0), x)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
