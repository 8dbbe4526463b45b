-- error: 3: amax: wants a node and an axis, got 3 arguments
local x, v = input("x", 6, 4), input("v", 5)
local z = amax(x, 1, 2)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
