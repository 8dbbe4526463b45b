-- error: 4: input: 'for' is a word of C: choose another name
local x = input("x", 4)
local y = dense(1)(x)
local z = input("for", 3)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
