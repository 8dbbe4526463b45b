-- shaper.lua: a learned waveshaper; of 8 samples the next one of the amplifier.
return network {
  name = "shaper", input = 8, batch = 64,
  layers = { dense(16, tanh), dense(1) },
  loss = half_squared_error, optimizer = adam { rate = 0.005 },
}
