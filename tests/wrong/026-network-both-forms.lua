-- error: 3: network: 'input' and 'layers' are one form, 'outputs' the other: not both
local x = input("x", 4)
return network { input = 4, layers = { dense(1) }, outputs = { y = x }, loss = half_squared_error }
