-- error: 3: layer 1: embedding wants class numbers, as of input("ids", steps, { classes = 7 }), got a node of size 5
local x, v = input("x", 6, 4), input("v", 5)
local z = embedding(7, 2)(v)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
