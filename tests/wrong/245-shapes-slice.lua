-- error: 3: slice: 2 to 5 is not within 1 to 4, axis 2 of 6 x 4
local x, v = input("x", 6, 4), input("v", 5)
local z = slice(x, 2, 5)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
