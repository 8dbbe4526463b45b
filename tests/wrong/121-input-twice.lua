-- error: 4: input 'x': clashes with the input 'x' of line 2
local x = input("x", 4)
local y = dense(1)(x)
local again = input("x", 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
