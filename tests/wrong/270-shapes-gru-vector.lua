-- error: 6: layer 2: gru wants a sequence, steps x channels, got a node of size 3
return network {
  input = 8, loss = half_squared_error,
  layers = {
    dense(3),
    gru(3),
  },
}
