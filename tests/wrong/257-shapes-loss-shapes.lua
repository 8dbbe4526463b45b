-- error: 3: cross_entropy: the output is 6 x 4 and the target 4 x 6
local x, v = input("x", 6, 4), input("v", 5)
local z = cross_entropy(x, reshape(x, 4, 6))
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
