-- error: 4: tanh: wants 1 argument, got 2
local x = input("x", 4)
local y = dense(1)(x)
local z = tanh(x, y)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
