-- error: 3: flip: axis: the axes of 6 x 4 are 1 to 2, or from the last -1 to -2, got the string 'a'
local x, v = input("x", 6, 4), input("v", 5)
local z = flip(x, "a")
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
