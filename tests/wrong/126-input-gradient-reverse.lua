-- error: 5: input 'a': its gradient clashes with the input 'da' of line 4
local x = input("x", 4)
local y = dense(1)(x)
local z = input("da", 3)
local a = input("a", 2)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
