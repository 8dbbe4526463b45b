-- error: 5: 'net_step' is a name of the generated file: choose another
local x = input("x", 4)
local y = dense(1)(x)

return network { name = "net", outputs = { net_step = y }, loss = sum(y) }
