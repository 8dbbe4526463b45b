-- error: 9: layer 1: the activation: wants a function of a node, got the optimizer adam
-- error: 10: layers[2]: wants a layer, a function from node to node, got the loss half_squared_error
-- error: 11: layer 2: the activation: wants a function of a node, got the layer dense
-- error: 13: loss: wants a function (y, t) to a scalar node, got the optimizer sgd
-- error: 14: optimizer: wants an optimizer, such as sgd { rate = 0.1 }, got the activation relu
return network {
  input = 4,
  layers = {
    dense(3, adam),
    half_squared_error,
    dense(1, dense),
  },
  loss = sgd,
  optimizer = relu,
}
