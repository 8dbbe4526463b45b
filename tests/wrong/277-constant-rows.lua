-- error: 3: constant: rows of 2 and of 1 numbers: all must be as long
local x, v = input("x", 6, 4), input("v", 5)
local z = constant { { 1, 2 }, { 3 } } * v
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
