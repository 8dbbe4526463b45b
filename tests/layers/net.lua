-- Each layer on one of two inputs, an output each; reference.lua computes the same by itself.
local s, im = input("s", 6, 4), input("im", 6, 5, 4)
local plain = conv1d(6, 3, { name = "a" })
local outputs = {
  a = plain(s),
  b = conv1d(6, 2, { stride = 2, dilation = 2, padding = 1, groups = 2, name = "b" })(s),
  c = conv1d(3, 4, { padding = "causal", name = "c", bias = false })(s),
  d = conv1d(3, 4, { padding = "same", name = "d" })(s),
  e = conv2d(6, { 3, 2 }, { stride = { 2, 1 }, padding = { 1, 0 }, groups = 2, name = "e" })(im),
  f = conv_transpose1d(3, 3, { stride = 2, padding = 1, name = "f" })(s),
  g = conv_transpose2d(2, { 2, 3 }, { stride = { 1, 2 }, dilation = { 2, 1 }, name = "g" })(im),
  h = max_pool(3, { stride = 2, padding = 1 })(im),
  i = average_pool({ 2, 3 }, { stride = 1 })(im),
  j = max_pool(2)(s),
  k = concat(global_average_pool(im), global_max_pool(im)),
  l = layer_norm { name = "l" }(s),
  m = rms_norm { name = "m" }(s),
  n = group_norm(2, { name = "n" })(im),
  o = prelu { name = "o" }(s),
  p = rnn(3, { name = "p" })(s),
  q = gru(3, { name = "q" })(s),
  r = lstm(3, { name = "r" })(s),
  t = gru(3, { reverse = true, name = "t" })(s),
  u = lstm(2, { last = true, bias = false, name = "u" })(s),
  v = attention(2, { name = "v" })(s),
  w = attention(2, { causal = true, name = "w" })(s),
  x = dense(3, { name = "x" })(im),
  xa = conv_transpose1d(6, 3, { stride = 2, groups = 2, name = "xa" })(s),
  xb = conv_transpose2d(4, { 2, 1 }, { stride = { 1, 2 }, groups = 4, name = "xb" })(im),
  y = softmax(s, 1) + log_softmax(s, 2) * logsumexp(s, -1),
}
local y = dense(1)(flatten(s))
outputs.z = y
return network { real = "double", outputs = outputs,
                 loss = half_squared_error(y, target("target", 1)) }
