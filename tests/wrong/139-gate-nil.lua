-- error: 4: add: wants nodes or numbers, got nothing
local x = input("x", 4)
local y = dense(1)(x)
local z = x + nil
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
