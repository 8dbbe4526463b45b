-- error: 3: standardize: depends on target 'u': its mean is one of inputs
local x, v = input("x", 6, 4), input("v", 5)
local z = standardize(target("u", 3))
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
