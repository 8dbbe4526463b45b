-- Two spirals wound into each other, 2-32-32-1: a boundary that winds with them.
--
-- Forward:
--   h1 = tanh(x w1 + b1)
--   h2 = tanh(h1 w2 + b2)
--   z3 = h2 w3 + b3,  y = s(z3)             s(z) = 1 / (1 + exp(-z)): how likely the second spiral
--   loss = -(t ln y + (1 - t) ln(1 - y))
--
-- Backward: dl = d loss / dzl; g is the gradient of J by all weights and biases
--   d3 = y - t                              dw3 = h2' d3, db3 = d3
--   d2 = (d3 w3') * (1 - h2^2)              dw2 = h1' d2, db2 = d2
--   d1 = (d2 w2') * (1 - h1^2)              dw1 = x' d1,  db1 = d1
--
-- Update: Adam, at step k = 1, 2, ..., for every weight w and its gradient g
--   m <- beta1 m + (1 - beta1) g            v <- beta2 v + (1 - beta2) g^2
--   w <- w - rate * (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + epsilon)

return network {
  input     = 2,
  layers    = { dense(32, tanh), dense(32, tanh), dense(1, sigmoid) },
  loss      = binary_cross_entropy,
  batch     = 64,
  optimizer = adam { rate = 0.01 },
}
