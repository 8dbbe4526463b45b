-- error: 3: jvp: wants jvp(y, x, v), got 2 arguments
local x, v = input("x", 6, 4), input("v", 5)
local z = jvp(x, v)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
