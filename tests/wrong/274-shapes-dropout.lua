-- error: 6: layers[2]: unknown layer 'dropout' (choices: dense, conv1d, conv2d, conv_transpose1d, conv_transpose2d, max_pool, average_pool, global_average_pool, global_max_pool, layer_norm, rms_norm, group_norm, prelu, rnn, gru, lstm, attention, or any function from node to node)
return network {
  input = { 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    dropout(0.5),
  },
}
