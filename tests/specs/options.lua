-- Every option of dense.
return network {
  name = "options", input = 5, l2 = 1e-3, loss = half_squared_error, batch = 7,
  layers = {
    dense(6, relu, { bias = false }),
    dense(7, tanh, { l1 = 1e-4 }),
    dense(8, sigmoid, { l2 = 0.5, l1 = 0.25, name = "middle" }),
    dense(9, elu, { train = false }),
    dense(5, gelu, { init = uniform(0.1), l2 = 0, name = "upper", bias = false }),
    dense(3, identity, { init = constant(-0.5) }),
  },
}
