-- error: 3: windows: a window of 7 reaches over 7 elements, and there are 6
local x, v = input("x", 6, 4), input("v", 5)
local z = windows(x, 7)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
