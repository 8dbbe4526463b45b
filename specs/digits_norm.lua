-- digits_norm.lua: digits of 8 x 8 pixels; each convolution is followed by batch_norm, whose statistics
-- are those of the batch while it learns, and running ones when it predicts.
local function block(filters)
  local conv, norm = conv2d(filters, 3, { padding = 1, bias = false }), batch_norm {}
  return function(x) return relu(norm(conv(x))) end
end
return network {
  name   = "digits_norm",
  input  = { 8, 8, 1 },
  layers = { block(8), max_pool(2), block(16), block(16), global_average_pool, dense(10, softmax) },
  loss      = cross_entropy,
  targets   = "index",
  batch     = param("batch", 32),
  optimizer = adam { rate = 1e-2 },
}
