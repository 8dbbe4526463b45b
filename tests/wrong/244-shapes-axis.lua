-- error: 3: sum: axis: the axes of 6 x 4 are 1 to 2, or from the last -1 to -2, got 3
local x, v = input("x", 6, 4), input("v", 5)
local z = sum(x, 3)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
