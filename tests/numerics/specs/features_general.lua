-- features.lua in the general form: the same bits.
local x, t = input("x", 6), target("t", 4)
local y = dense(4, softmax)(dense(9, tanh)(dense(21, tanh)(x)))
return network {
  name = "features", outputs = { y = y }, loss = cross_entropy(y, t), batch = 7,
  optimizer = sgd { rate = 0.1 },
}
