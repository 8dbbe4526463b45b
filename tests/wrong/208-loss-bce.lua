-- error: 4: unknown loss 'bce' (did you mean 'binary_cross_entropy'?)
local x, t = input("x", 4), target("t", 1)
local y = dense(1, sigmoid)(x)
return network { output = y, loss = bce(y, t) }
