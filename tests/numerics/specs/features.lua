-- One network, with the options of dense set from the command line, for pairs that differ in one.
local options = function(n)
  return {
    l2 = param("l2_" .. n, -1) >= 0 and param("l2_" .. n, -1) or nil,
    l1 = param("l1_" .. n, 0),
    train = param("train_" .. n, true),
    bias = param("bias_" .. n, true),
  }
end
local optimizers = {
  sgd = sgd { rate = 0.1 }, adamw = adamw { weight_decay = 0.1 }, polyak = polyak {},
  momentum = momentum { weight_decay = 0.1 },
}

return network {
  name      = "features",
  input     = 6,
  layers    = {
    dense(param("hidden", 21), tanh, options(1)), dense(9, tanh, options(2)),
    dense(4, softmax, options(3)),
  },
  loss      = cross_entropy,
  l2        = param("l2", 0),
  targets   = param("targets", "values"),
  batch     = 7,
  optimizer = optimizers[param("optimizer", "sgd")],
}
