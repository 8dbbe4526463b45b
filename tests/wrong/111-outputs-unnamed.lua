-- error: 5: outputs: every output wants a name, such as { y = y }
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y }, loss = sum(y) }
