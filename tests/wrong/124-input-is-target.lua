-- error: 4: target 'z': clashes with the input 'z' of line 4
local x = input("x", 4)
local y = dense(1)(x)
local z, t = input("z", 3), target("z", 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
