-- error: 3: upsample: 6 x 1200000 makes more than 1000000 elements
local x, v = input("x", 6, 4), input("v", 5)
local z = upsample(x, 300000)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
