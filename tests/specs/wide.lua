-- Layers far above the unrolling limit.
local n = param("n", 4096)
return network {
  input = n, layers = { dense(n, relu), dense(n) }, loss = half_squared_error, batch = 256,
}
