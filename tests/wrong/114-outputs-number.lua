-- error: 6: output 'y': wants a node, got 3
-- error: 6: output 'z': wants a node, got the activation relu
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = 3, z = relu }, loss = sum(y) }
