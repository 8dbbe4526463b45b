-- error: 6: layer 2: a window of 9 reaches over 9 elements, and there are 8
return network {
  input = { 8, 4 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv1d(3, 9),
  },
}
