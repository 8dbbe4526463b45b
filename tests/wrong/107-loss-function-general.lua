-- error: 5: loss: wants a scalar node, such as cross_entropy(y, target("t", 10)), got the loss half_squared_error
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y }, loss = half_squared_error }
