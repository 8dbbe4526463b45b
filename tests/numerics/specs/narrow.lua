-- Layers of a single column or row, one sample at a time.
local hidden = param("hidden", 7)
return network {
  name = "narrow", input = param("input", 1), layers = { dense(hidden, tanh), dense(2), dense(1) },
  loss = half_squared_error, batch = param("batch", 1), real = "double",
}
