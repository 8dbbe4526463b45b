-- error: 5: network: wants 'outputs' or 'output', got both
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y }, output = y, loss = sum(y) }
