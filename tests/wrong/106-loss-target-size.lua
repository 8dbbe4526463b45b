-- error: 4: cross_entropy: the output has 5 elements and the target 4
local x = input("x", 4)
local y = dense(5, softmax)(x)
return network { outputs = { y = y }, loss = cross_entropy(y, target("t", 4)) }
