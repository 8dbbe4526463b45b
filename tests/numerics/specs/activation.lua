-- One layer, whose weights the harness makes the identity: dx of `sum of t * y` is t times the
-- derivative of the activation.
local activations = {
  identity = identity, relu = relu, leaky_relu = leaky_relu(0.125), elu = elu, elu_2 = elu(2),
  selu = selu, gelu = gelu, silu = silu, mish = mish, softplus = softplus, softsign = softsign,
  hardtanh = hardtanh, hardsigmoid = hardsigmoid, sigmoid = sigmoid, tanh = tanh,
  softmax = softmax, log_softmax = log_softmax, square = square, sine = sine,
}
local width = param("width", 19) -- more than a vector, and a tail

return network {
  name   = "activation",
  input  = width,
  layers = { dense(width, activations[param("activation", "relu")], { init = zeros }) },
  loss   = dot,
  batch  = 16,
}
