-- error: 4: grad: wants 2 arguments, got 1
local x = input("x", 4)
local y = dense(1)(x)
local z = grad(sum(x))
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
