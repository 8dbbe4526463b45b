-- Every optimizer, plain and with all its options, -D which=1 .. 14.
local all = {
  sgd, sgd { rate = 0.1, momentum = 0.9, weight_decay = 0.01 },
  momentum, momentum { rate = 0.1, momentum = 0.5, weight_decay = 0.01 },
  nesterov, nesterov { rate = 0.1, momentum = 0.5, weight_decay = 0.01 },
  rmsprop, rmsprop { rate = 0.1, decay = 0.9, epsilon = 1e-6, weight_decay = 0.01, momentum = 0.5 },
  adam, adam { rate = 0.1, beta1 = 0.8, beta2 = 0.99, epsilon = 1e-6, weight_decay = 0.01 },
  adamw, adamw { rate = 0.1, beta1 = 0, beta2 = 0.99, epsilon = 1e-6, weight_decay = 0 },
  polyak, polyak { rate = 0.5 },
}
return network {
  name = "optimizer_net", input = 9, layers = { dense(18, tanh, { l1 = 1e-3 }), dense(3, softmax) },
  loss = cross_entropy, l2 = 1e-2, optimizer = all[param("which", 1)],
}
