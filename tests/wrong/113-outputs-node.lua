-- error: 5: outputs: wants a list in braces, got a node of size 1
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = y, loss = sum(y) }
