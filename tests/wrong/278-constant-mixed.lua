-- error: 3: constant: wants numbers in braces, or such lists, up to 3 deep and all as long, got a table
local x, v = input("x", 6, 4), input("v", 5)
local z = constant { { 1, 2 }, 3 }
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
