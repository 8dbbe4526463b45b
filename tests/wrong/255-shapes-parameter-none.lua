-- error: 3: parameter: wants 1 to 3 sizes, such as 28, 28, 1, got 0
local x, v = input("x", 6, 4), input("v", 5)
local z = parameter()
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
