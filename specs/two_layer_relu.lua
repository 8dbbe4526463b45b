-- Two layers with bias, ReLU and half the squared error.
--
-- Forward: x, t are rows; w[in][out].
--   z1 = x w1 + b1
--   h1 = max(z1, 0)                         element by element
--   y  = h1 w2 + b2
--   loss = 1/2 ||y - t||^2
--
-- Backward: d2 = d loss / dy, d1 = d loss / dz1; w' is w transposed, * goes element by element.
--   d2 = y - t
--   d loss / dw2 = h1' d2
--   d loss / db2 = d2
--   d1 = (d2 w2') * [z1 > 0]                a gate that was shut lets no error through; at 0, shut
--   d loss / dw1 = x' d1
--   d loss / db1 = d1
--
-- Update: J is the mean of loss over n samples, so its gradients are the means of those above.
--   w <- w - rate * dJ/dw                   and b likewise

return network {
  input  = param("inputs", 4),
  layers = { dense(param("hidden", 8), relu), dense(param("outputs", 3)) },
  loss   = half_squared_error,
}
