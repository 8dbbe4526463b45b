-- error: 2: layers[1]: unknown layer 'desne' (did you mean 'dense'?)
return network { input = 4, layers = { desne(3, relu), dense(1) }, loss = half_squared_error }
