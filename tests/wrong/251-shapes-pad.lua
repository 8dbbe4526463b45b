-- error: 3: pad: before: wants a whole number from 0 to 1000000, got -1
local x, v = input("x", 6, 4), input("v", 5)
local z = pad(x, -1, 0)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
