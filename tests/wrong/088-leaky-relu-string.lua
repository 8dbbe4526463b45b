-- error: 4: leaky_relu: wants a finite number, got the string '0.1'
local x = input("x", 4)
local y = dense(1)(x)
local z = dense(3, leaky_relu("0.1"))(x)
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
