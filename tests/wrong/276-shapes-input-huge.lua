-- error: 2: input 'x': 2000 x 2000 makes more than 1000000 elements
return network {
  input = { 2000, 2000 }, loss = half_squared_error,
  layers = {
    dense(3),
    flatten,
  },
}
