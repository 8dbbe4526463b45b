-- Rows of w and d that are whole pages, in float or double, and enough of them: panels of w are
-- copied, more than once a few at a time, and columns of x packed.
local width = param("width", 1024)
return network {
  name = "pages", input = 20,
  layers = { dense(515, relu, { l2 = 1e-3 }), dense(width, relu, { l2 = 1e-3 }), dense(3) },
  loss = half_squared_error, batch = 192, optimizer = sgd { rate = 0.01 },
}
