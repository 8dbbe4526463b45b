-- error: 4: jacobian: 2000 x 2000 makes more than 1000000 elements
local x, v = input("x", 6, 4), input("v", 5)
local z = input("z", 2000)
local j = jacobian(z * z, z)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
