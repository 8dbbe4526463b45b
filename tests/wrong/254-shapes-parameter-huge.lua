-- error: 3: parameter: 70000 x 70000 weights make more than 2147483647 parameters in all
local x, v = input("x", 6, 4), input("v", 5)
local z = parameter(70000, 70000)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
