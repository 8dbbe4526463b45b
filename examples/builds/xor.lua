-- xor.lua: two inputs, one of which is true
return network {
  input     = 2,
  layers    = { dense(param("hidden", 8), tanh), dense(1, sigmoid) },
  loss      = binary_cross_entropy,
  batch     = 4,
  optimizer = adam { rate = 0.05 },
}
