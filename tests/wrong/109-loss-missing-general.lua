-- error: 5: network: 'loss' is missing
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y } }
