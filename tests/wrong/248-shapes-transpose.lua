-- error: 3: transpose: wants two axes or more, got a vector of size 5: reshape(x, 1, 5) makes a row of it
local x, v = input("x", 6, 4), input("v", 5)
local z = transpose(v)
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
