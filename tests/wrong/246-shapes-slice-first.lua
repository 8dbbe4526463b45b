-- error: 3: slice: 3 to 7 is not within 1 to 6, axis 1 of 6 x 4
local x, v = input("x", 6, 4), input("v", 5)
local z = slice(x, 3, 7, 1)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
