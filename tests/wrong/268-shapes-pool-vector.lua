-- error: 6: max_pool: wants a sequence or an image, got a node of size 3
return network {
  input = 8, loss = half_squared_error,
  layers = {
    dense(3),
    max_pool(2),
  },
}
