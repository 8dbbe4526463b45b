-- error: 6: layers[2]: unknown layer 'zoneout' (choices: dense, conv1d, conv2d, conv_transpose1d, conv_transpose2d, max_pool, average_pool, global_average_pool, global_max_pool, layer_norm, rms_norm, group_norm, batch_norm, standardize, dropout, prelu, rnn, gru, lstm, attention, embedding, or any function from node to node)
return network {
  input = { 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    zoneout(0.5),
  },
}
