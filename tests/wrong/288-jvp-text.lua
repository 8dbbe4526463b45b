-- error: 3: jvp: v: wants a node or a number, got the string 'v'
local x, v = input("x", 6, 4), input("v", 5)
local z = jvp(x * x, x, "v")
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
