-- error: 6: layer 2: unknown activation 'rleu' (did you mean 'relu'?)
return network {
  input = { 8, 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv2d(4, 3, rleu),
  },
}
