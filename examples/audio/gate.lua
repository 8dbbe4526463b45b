-- gate.lua: whether a block is signal or noise, from three features of it.
return network {
  name = "gate", input = 3, batch = 64,
  layers = { dense(8, tanh), dense(1, sigmoid) },
  loss = binary_cross_entropy, optimizer = adam { rate = 0.02 },
}
