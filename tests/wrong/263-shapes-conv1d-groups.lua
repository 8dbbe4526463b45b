-- error: 6: layer 2: 3 channels do not fall into 2 groups
return network {
  input = { 8, 4 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv1d(4, 3, { groups = 2 }),
  },
}
