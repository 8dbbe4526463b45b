-- error: 3: embedding: the number of classes: wants a whole number from 1 to 1000000, got 0
local x, v = input("x", 6, 4), input("v", 5)
local z = embedding(0, 2)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
