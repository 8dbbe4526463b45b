-- error: 6: layer 2: epsilon: wants a number above 0, got 0
return network {
  input = { 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    layer_norm { epsilon = 0 },
  },
}
