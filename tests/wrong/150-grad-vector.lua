-- error: 4: grad: wants a scalar to derive, got 1x4: sum(y) makes one, slice(y, i, i) takes an element
local x = input("x", 4)
local y = dense(1)(x)
local z = grad(x, x)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
