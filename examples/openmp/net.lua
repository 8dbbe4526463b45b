-- net.lua: learns products of neighbouring inputs.
return network {
  name   = "net",
  input  = 9,
  layers = { dense(64, tanh), dense(64, tanh), dense(8) },
  loss   = half_squared_error,
  batch  = 32,
}
