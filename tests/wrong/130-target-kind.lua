-- error: 4: target: wants 'index' or 'values', got the string 'class'
local x = input("x", 4)
local y = dense(1)(x)
local z = target("z", 3, "class")
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
