-- error: 5: output: 'int' is a word of C: choose another name
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { int = y }, loss = sum(y) }
