-- error: 3: add: shapes 6 x 4 and 5 do not fit: axes are aligned from the last, and each pair must be equal, or one of it 1
local x, v = input("x", 6, 4), input("v", 5)
local z = x + v
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
