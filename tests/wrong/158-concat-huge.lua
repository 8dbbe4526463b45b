-- error: 5: concat: 1048576 elements are more than 1000000
local x = input("x", 4)
local y = dense(1)(x)
local z = x
for i = 1, 30 do z = concat(z, z) end
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
