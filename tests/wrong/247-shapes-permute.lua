-- error: 3: permute: wants each axis of 6 x 4 once, such as {2, 1}, got a table
local x, v = input("x", 6, 4), input("v", 5)
local z = permute(x, {1, 1})
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
