-- net.lua: which shape a wave of 8 samples has. With -D all=0 the first layer is frozen, so that a
-- step is small enough for a microcontroller.
local all = param("all", 1)
return network {
  name      = "net",
  input     = 8,
  layers    = { dense(16, tanh, { train = all == 1 }), dense(3, softmax) },
  loss      = cross_entropy,
  targets   = "index",
  batch     = 8,
  optimizer = sgd { rate = 0.1 },
}
