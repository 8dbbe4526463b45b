-- error: 5: target 't': a class number ("index") wants 2 or more classes, got 1
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)), targets = "index" }
