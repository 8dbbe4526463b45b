-- Wider and deeper than specs/mnist.lua: 784-1024-512-10, trained with Adam and a little L2.
--
-- Forward: x is a row of 28 * 28 pixels, t the one-hot row of its digit; w[in][out].
--   h1 = max(x w1 + b1, 0)
--   h2 = max(h1 w2 + b2, 0)
--   y  = softmax(h2 w3 + b3)
--   J  = mean of -sum of t ln y + l2/2 (||w1||^2 + ||w2||^2 + ||w3||^2)
--
-- Backward: dl is the error at layer l before its activation; w' is w transposed.
--   d3 = y - t                              dJ/dw3 = mean of h2' d3 + l2 w3
--   d2 = (d3 w3') * [h2 > 0]                dJ/dw2 = mean of h1' d2 + l2 w2
--   d1 = (d2 w2') * [h1 > 0]                dJ/dw1 = mean of x'  d1 + l2 w1
--
-- Update: Adam's, as in specs/spirals.lua; `--schedule step:1:0.75` lowers its rate from epoch to epoch.

return network {
  name      = "wide",
  input     = 784,
  layers    = { dense(1024, relu), dense(512, relu), dense(10, softmax) },
  loss      = cross_entropy,
  l2        = 1e-5,
  batch     = 200,
  optimizer = adam { rate = 0.001 },
}
