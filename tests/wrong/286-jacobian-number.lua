-- error: 3: jacobian: x: wants a node, got 2
local x, v = input("x", 6, 4), input("v", 5)
local z = jacobian(x, 2)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
