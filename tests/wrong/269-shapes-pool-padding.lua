-- error: 6: max_pool: a padding of 2 is more than half of the window of 2
return network {
  input = { 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    max_pool(2, { padding = 2 }),
  },
}
