-- error: 3: layer 1: the number of outputs: wants a whole number from 1 to 1000000, got 2.5
-- options: -D hidden=2.5
return network { input = 4, layers = { dense(param("hidden", 8)), dense(1) }, loss = half_squared_error }
