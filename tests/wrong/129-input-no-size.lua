-- error: 4: input 'z': the size: wants a whole number from 1 to 1000000, got nothing
local x = input("x", 4)
local y = dense(1)(x)
local z = input("z")
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
