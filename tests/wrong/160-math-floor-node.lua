-- error: 4: bad argument #1 to 'floor' (number expected, got node)
local x = input("x", 4)
local y = dense(1)(x)
local z = math.floor(x)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
