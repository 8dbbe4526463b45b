-- Handwritten digits, 784-500-10: ReLU, softmax and cross-entropy.
--
-- Forward: x is a row of 28 * 28 pixels, t the one-hot row of its digit; w[in][out].
--   z1 = x w1 + b1
--   h1 = max(z1, 0)
--   z2 = h1 w2 + b2
--   y  = exp(z2) / sum of exp(z2)           the probability of each digit
--   loss = -sum of t ln y = ln(sum of exp(z2)) - t z2'
--
-- Backward: d2 = d loss / dz2, d1 = d loss / dz1; w' is w transposed, * goes element by element.
--   d2 = y - t                              softmax and logarithm undo each other
--   d loss / dw2 = h1' d2
--   d loss / db2 = d2
--   d1 = (d2 w2') * [z1 > 0]
--   d loss / dw1 = x' d1
--   d loss / db1 = d1
--
-- Update: J is the mean of loss over the n samples of a batch.
--   w <- w - rate * dJ/dw                   and b likewise

local glorot = { init = glorot_uniform }

return network {
  name      = "mnist",
  input     = 784,
  layers    = { dense(500, relu, glorot), dense(10, softmax, glorot) },
  loss      = cross_entropy,
  batch     = 200,
  optimizer = sgd { rate = 0.1 },
}
