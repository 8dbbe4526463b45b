-- error: 6: layer 2: 3 channels do not fall into 2 heads
return network {
  input = { 8, 2 }, loss = half_squared_error,
  layers = {
    dense(3),
    attention(2),
  },
}
