-- error: 4: unknown loss 'nll' (did you mean 'cross_entropy'?)
local x, t = input("x", 4), target("t", 3)
local y = dense(3, softmax)(x)
return network { output = y, loss = 0.5 * nll(y, t) }
