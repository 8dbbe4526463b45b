-- error: 3: hvp: wants a scalar to derive, got a node of size 5: sum(y) makes one
local x, v = input("x", 6, 4), input("v", 5)
local z = hvp(v * v, v, v)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
