-- error: 5: output 'x': clashes with the input 'x' of line 2
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { x = y }, loss = sum(y) }
