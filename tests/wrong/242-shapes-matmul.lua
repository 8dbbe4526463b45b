-- error: 3: matmul: 6 x 4 by 6 x 4 do not fit: R x K by K x C is R x C
local x, v = input("x", 6, 4), input("v", 5)
local z = matmul(x, x)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
