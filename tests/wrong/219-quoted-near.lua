-- error: 7: layer 1: the activation: wants a function of a node, got the string 'swish' (did you mean silu, without quotes?)
-- error: 7: layer 2: the activation: wants a function of a node, got the string 'nothing' (choices: identity, relu, leaky_relu, elu, selu, gelu, silu, mish, softplus, softsign, hardtanh, hardsigmoid, sigmoid, tanh, softmax, log_softmax, square, sine)
-- error: 8: loss: wants a function (y, t) to a scalar node, got the string 'bce' (did you mean binary_cross_entropy, without quotes?)
-- error: 9: optimizer: wants an optimizer, such as sgd { rate = 0.1 }, got the string 'adm' (did you mean adam, without quotes?)
return network {
  input = 4,
  layers = { dense(3, "swish"), dense(1, "nothing") },
  loss = "bce",
  optimizer = "adm",
}
