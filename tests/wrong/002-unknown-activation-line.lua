-- error: 7: layer 1: unknown activation 'ReLU' (did you mean 'relu'?)
-- error: 8: layer 2: unknown activation 'tahn' (did you mean 'tanh'?)
-- error: 9: layer 3: unknown activation 'no_such_thing' (choices: identity, relu, leaky_relu, elu, selu, gelu, silu, mish, softplus, softsign, hardtanh, hardsigmoid, sigmoid, tanh, softmax, log_softmax, square, sine)
return network {
  input  = 4,
  layers = {
    dense(3, ReLU),
    dense(3, tahn),
    dense(1, no_such_thing),
  },
  loss = half_squared_error,
}
