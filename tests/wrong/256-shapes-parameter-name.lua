-- error: 4: parameter 'w1': line 3 has an array of this name
local x, v = input("x", 6, 4), input("v", 5)
local z = parameter(2, { name = "w1" })
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
