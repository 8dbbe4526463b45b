-- error: 3: reshape: 6 x 4 has 24 elements, 5 x 5 has 25
local x, v = input("x", 6, 4), input("v", 5)
local z = reshape(x, 5, 5)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
