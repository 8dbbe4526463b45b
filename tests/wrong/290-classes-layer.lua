-- error: 4: layer 1: wants values, got class numbers: embedding(classes, n) makes values of them
local x, v = input("x", 6, 4), input("v", 5)
local i = input("i", 3, { classes = 5 })
local z = dense(2)(i)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
