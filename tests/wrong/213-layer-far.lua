-- error: 2: layers[1]: unknown layer 'transformer' (choices: dense, conv1d, conv2d, conv_transpose1d, conv_transpose2d, max_pool, average_pool, global_average_pool, global_max_pool, layer_norm, rms_norm, group_norm, prelu, rnn, gru, lstm, attention, or any function from node to node)
return network { input = 4, layers = { transformer(3, 3), dense(1) }, loss = half_squared_error }
