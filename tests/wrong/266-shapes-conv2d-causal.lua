-- error: 6: layer 2: padding: an image has no "causal" padding: "same" or numbers
return network {
  input = { 8, 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    conv2d(4, 3, { padding = "causal" }),
  },
}
