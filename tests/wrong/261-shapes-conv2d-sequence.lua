-- error: 6: layer 2: conv2d wants an image, height x width x channels, got a node of 8 x 3
return network {
  input = { 8, 4 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv2d(3, 3),
  },
}
