-- A small network, for five steps of each optimizer.
local optimizers = {
  sgd = sgd { rate = 0.05 },
  sgd_momentum = sgd { rate = 0.05, momentum = 0.8, weight_decay = 0.02 },
  momentum = momentum { rate = 0.02 },
  momentum_decay = momentum { rate = 0.02, momentum = 0.7, weight_decay = 0.01 },
  nesterov = nesterov { rate = 0.02 },
  nesterov_decay = nesterov { rate = 0.02, momentum = 0.6, weight_decay = 0.01 },
  rmsprop = rmsprop {},
  rmsprop_momentum = rmsprop { rate = 0.003, decay = 0.9, epsilon = 1e-6, momentum = 0.7,
                               weight_decay = 0.01 },
  adam = adam {},
  adam_decay = adam { rate = 0.02, beta1 = 0.8, beta2 = 0.95, epsilon = 1e-4, weight_decay = 0.03 },
  adamw = adamw {},
  adamw_decay = adamw { rate = 0.02, beta1 = 0.8, beta2 = 0.95, epsilon = 1e-4,
                        weight_decay = 0.3 },
  polyak = polyak {},
  polyak_half = polyak { rate = 0.5 },
}

return network {
  name      = "optimizer",
  input     = 3,
  layers    = { dense(18, tanh, { l1 = 0.001 }), dense(5, silu), dense(2) },
  loss      = half_squared_error,
  l2        = 0.01,
  batch     = 6,
  optimizer = optimizers[param("optimizer", "sgd")],
  real      = "double",
}
