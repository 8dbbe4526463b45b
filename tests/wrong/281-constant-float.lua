-- error: 3: constant: 1e+40 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
local x, v = input("x", 6, 4), input("v", 5)
local z = constant { 1e40, 0 }
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
