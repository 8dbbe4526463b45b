-- error: 2: layers: wants at least one layer
return network { input = 4, layers = {}, loss = half_squared_error }
