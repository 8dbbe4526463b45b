-- error: 3: vjp: v is 5, and y is 6 x 4: they must be of one shape
local x, v = input("x", 6, 4), input("v", 5)
local z = vjp(x * 2, x, v)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
