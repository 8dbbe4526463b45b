-- One output: a batch has a sample in each lane, with terms and samples left over beyond whole
-- vectors; one sample has its sum in parts.
return network {
  name = "one_output", input = param("input", 19),
  layers = { dense(param("hidden", 37), tanh), dense(1) },
  loss = half_squared_error, batch = param("batch", 21),
}
