-- error: 5: output 'dx': clashes with the gradient of the input 'x' of line 2
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { dx = y }, loss = sum(y) }
