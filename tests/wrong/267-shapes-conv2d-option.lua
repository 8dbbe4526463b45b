-- error: 6: layer 2: unknown option 'pad' (choices: bias, dilation, groups, init, l1, l2, name, padding, stride, train)
return network {
  input = { 8, 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv2d(4, 3, { pad = 1 }),
  },
}
