-- error: 2: layers[1]: unknown layer 'conv2d' (choices: dense, or any function from node to node)
return network { input = 4, layers = { conv2d(3, 3), dense(1) }, loss = half_squared_error }
