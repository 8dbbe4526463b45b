-- signal.lua: a causal filter bank over a signal of 64 samples, a value for each sample.
return network {
  name   = "signal",
  input  = { 64, 2 },
  layers = {
    conv1d(8, 5, tanh, { padding = "causal" }),
    conv1d(8, 5, tanh, { padding = "causal", dilation = 4 }),
    dense(1),
  },
  loss  = mean_squared_error,
  batch = 4,
}
