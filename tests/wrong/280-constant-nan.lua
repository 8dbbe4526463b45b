-- error: 3: constant: wants a finite number, got nan
local x, v = input("x", 6, 4), input("v", 5)
local z = constant { 0, 0 / 0 }
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
