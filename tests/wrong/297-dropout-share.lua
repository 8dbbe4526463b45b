-- error: 3: dropout: the share: wants a number of at least 0 and below 1, got 1
local x, v = input("x", 6, 4), input("v", 5)
local z = dropout(1)(x)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
