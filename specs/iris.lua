-- Four measurements of a flower, three species: 4-8-3 with tanh, softmax and cross-entropy.
--
-- Forward:
--   h1 = tanh(x w1 + b1)
--   z2 = h1 w2 + b2
--   y  = exp(z2) / sum of exp(z2)
--   loss = -sum of t ln y
--
-- Backward: d2 = d loss / dz2, d1 = d loss / dz1
--   d2 = y - t                              dJ/dw2 = h1' d2 + l2 w2, dJ/db2 = d2
--   d1 = (d2 w2') * (1 - h1^2)              dJ/dw1 = x' d1  + l2 w1, dJ/db1 = d1
--
-- Update: w <- w - rate * dJ/dw             products meaned over the batch

return network {
  input     = 4,
  layers    = { dense(8, tanh), dense(3, softmax) },
  loss      = cross_entropy,
  l2        = 1e-3,
  batch     = 150,
  optimizer = sgd { rate = 0.1 },
}
