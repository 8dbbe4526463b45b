-- error: 4: exp: wants nodes or numbers, got the string '1'
local x = input("x", 4)
local y = dense(1)(x)
local z = exp("1")
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
