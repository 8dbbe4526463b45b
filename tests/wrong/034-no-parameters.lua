-- error: 2: network: has no parameters, so that there is nothing to train
return network { input = 4, layers = { tanh }, loss = half_squared_error }
