-- error: 8: batch: wants a whole number from 1 to 1000000, got 3.5
-- error: 11: l2: wants a number of at least 0, got -1
local options = {
  input = 4,
  layers = { dense(1) },
  loss = half_squared_error,
}
options.batch = 3.5
options["l2"] = -1

return network(options)
