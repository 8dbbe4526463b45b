-- error: 6: layer 2: the kernel: wants a whole number of at least 1, or two of them in braces, got a table
return network {
  input = { 8, 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv2d(4, {3, 3, 3}),
  },
}
