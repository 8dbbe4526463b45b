-- error: 2: input 'x': wants 1 to 3 sizes, such as 28, 28, 1, got 4
return network {
  input = { 2, 3, 4, 5 }, loss = half_squared_error,
  layers = {
    dense(3),
    flatten,
  },
}
