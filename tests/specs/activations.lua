-- Every activation, and one of the user's own.
local layers = {}
for _, activation in ipairs { identity, relu, leaky_relu(0.1), leaky_relu, elu(1), elu, selu, gelu,
                              silu, mish, softplus, softsign, hardtanh, hardsigmoid, sigmoid, tanh,
                              softmax, log_softmax, square, sine,
                              function(z) return z / (1 + z^2) end } do
  layers[#layers + 1] = dense(3, activation)
end
return network { input = 3, layers = layers, loss = half_squared_error, batch = 5 }
