-- error: 8: uniform: 1e+40 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
-- error: 9: layer 2: l1: 1e-60 is 0 as a float, whose smallest is 1.4e-45: write a larger number, or real = "double"
-- error: 11: l2: 1e+308 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
-- error: 13: adam: rate: 1e+39 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
-- error: 14: adam: epsilon: 1e-50 is 0 as a float, whose smallest is 1.4e-45: write a larger number, or real = "double"
return network {
  input = 4,
  layers = { dense(3, relu, { init = uniform(1e40) }), dense(1, relu, {
    l1 = 1e-60 }) },
  loss = half_squared_error,
  l2 = 1e308,
  optimizer = adam {
    rate = 1e39,
    epsilon = 1e-50,
  },
}
