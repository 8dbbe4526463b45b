-- Widths around the vector's, -D out=1, 2, 15, ..., and an odd batch. Of 7 inputs layers may be small.
local n = param("out", 1)
return network {
  name = "width", input = param("inputs", 17), loss = mean_squared_error, batch = param("batch", 5),
  layers = { dense(n, tanh), dense(n, sigmoid) },
}
