-- error: 3: dense: unknown option 'bais' (did you mean 'bias'?)
local unused = dense(3, relu, {
  bais = true })
return network { input = 4, layers = { dense(1) }, loss = half_squared_error }
