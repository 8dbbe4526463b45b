-- error: 3: 1e-50 is 0 as a float, whose smallest is 1.4e-45: write a larger number, or real = "double"
local x = input("x", 4)
local y = dense(1)(x * 1e-50)
return network { output = y, loss = sum(y * y) }
