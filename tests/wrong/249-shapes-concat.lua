-- error: 3: concat: 6 x 4 and 5 do not fit along axis 2
local x, v = input("x", 6, 4), input("v", 5)
local z = concat { x, v }
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
