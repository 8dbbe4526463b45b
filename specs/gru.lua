-- gru.lua: a sequence of 12 steps of 3 channels, its class from the last step.
local steps = param("steps", 12)
return network {
  name   = "gru",
  input  = { steps, 3 },
  layers = { gru(8, { last = true }), dense(4, softmax) },
  loss   = cross_entropy,
  batch  = 8,
  optimizer = adam { rate = 3e-3 },
}
