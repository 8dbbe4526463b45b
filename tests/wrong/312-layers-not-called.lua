-- error: 5: layers[1]: dense makes layers: write dense(n)
-- error: 6: layers[2]: gru makes layers: write gru(n)
return network {
  input = { 4, 3 }, loss = half_squared_error, layers = {
    dense,
    gru, dense(3, tanh),
  },
}
