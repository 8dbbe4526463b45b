-- digits_cnn.lua: digits of 8 x 8 pixels, two convolutions, pooled.
return network {
  name   = "digits_cnn",
  input  = { 8, 8, 1 },
  layers = {
    conv2d(8, 3, relu, { padding = 1 }), max_pool(2),
    conv2d(12, 3, relu), flatten, dense(10, softmax),
  },
  loss      = cross_entropy,
  targets   = "index",
  batch     = 16,
  optimizer = adam { rate = 1e-3 },
}
