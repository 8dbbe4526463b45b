-- error: 4: exp: wants nodes or numbers, got a table
local x = input("x", 4)
local y = dense(1)(x)
local z = exp({ x, y })
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
