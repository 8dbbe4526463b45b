-- error: 3: layer 2: line 2 has a layer of the name 'hidden' already
return network { input = 4, layers = { dense(3, relu, { name = "hidden" }),
  dense(1, { name = "hidden" }) }, loss = half_squared_error }
