-- error: 6: cross_entropy: wants an output and a target: cross_entropy(y, target("t", size))
-- error: 7: huber: wants an output and a target: huber(y, target("t", size))
local x = input("x", 3)
local y = dense(2, softmax)(x)
local e =
  cross_entropy(y)
local f = huber(0.5)(y)
return network { output = y, loss = e }
