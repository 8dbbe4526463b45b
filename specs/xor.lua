-- Exclusive or, the smallest task that needs a hidden layer: no line parts the 1s from the 0s.
--
-- Forward:
--   h1 = tanh(x w1 + b1)
--   z2 = h1 w2 + b2,  y = s(z2)             s(z) = 1 / (1 + exp(-z))
--   loss = -(t ln y + (1 - t) ln(1 - y))
--
-- Backward: d2 = d loss / dz2, d1 = d loss / dz1
--   d2 = y - t                              dJ/dw2 = h1' d2, dJ/db2 = d2
--   d1 = (d2 w2') * (1 - h1^2)              dJ/dw1 = x' d1,  dJ/db1 = d1
--
-- Update: w <- w - rate * dJ/dw             over all four rows at once

return network {
  input     = 2,
  layers    = { dense(4, tanh), dense(1, sigmoid) },
  loss      = binary_cross_entropy,
  batch     = 4,
  optimizer = sgd { rate = 0.5 },
}
