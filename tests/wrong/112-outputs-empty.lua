-- error: 5: outputs: wants at least one output, such as { y = y }
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = {}, loss = sum(y) }
