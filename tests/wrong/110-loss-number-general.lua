-- error: 5: loss: wants a scalar node, got 5
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y }, loss = 5 }
