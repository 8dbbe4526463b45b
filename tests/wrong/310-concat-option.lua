-- error: 4: concat: unknown option 'dim' (did you mean 'axis'?)
local x = input("x", 3, 2)
local y = dense(2)(x)
local w = concat { x, y, dim = 1 }
return network { output = y, loss = sum(w) }
