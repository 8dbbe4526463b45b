-- error: 4: layers[2]: wants a layer, a function from node to node, got 5
local layers = {
  dense(3),
  5,
  dense(1),
}
return network {
  input = 4, layers = layers,
  loss = half_squared_error }
