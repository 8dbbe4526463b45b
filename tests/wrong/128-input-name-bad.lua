-- error: 4: input: wants a name of letters, digits and _ that begins with a letter, got the string 'x-1'
local x = input("x", 4)
local y = dense(1)(x)
local z = input("x-1", 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
