-- error: 4: the spec makes more than 250000 gates
local x = input("x", 4)
local y = dense(1)(x)
for i = 1, 1000000 do y = y + 1 end
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
