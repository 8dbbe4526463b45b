-- error: 5: loss: wants a scalar, got a node of size 4: sum(...) or mean(...) makes one
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y }, loss = x }
