-- Three layers without bias for regression: the error goes back through two hidden layers.
--
-- Forward: x, t are rows; w[in][out].
--   z1 = x w1           h1 = max(z1, 0)
--   z2 = h1 w2          h2 = max(z2, 0)
--   y  = h2 w3
--   loss = 1/2 ||y - t||^2
--
-- Backward: d3 = d loss / dy, d2 = d loss / dz2, d1 = d loss / dz1; w' is w transposed.
--   d3 = y - t                              d loss / dw3 = h2' d3
--   d2 = (d3 w3') * [z2 > 0]                d loss / dw2 = h1' d2
--   d1 = (d2 w2') * [z1 > 0]                d loss / dw1 = x'  d1
--
-- Update: J is the mean of loss over n samples, so its gradients are the means of those above.
--   w <- w - rate * dJ/dw

local no_bias = { bias = false }

return network {
  input  = param("inputs", 8),
  layers = {
    dense(param("hidden1", 16), relu, no_bias),
    dense(param("hidden2", 12), relu, no_bias),
    dense(param("outputs", 1), identity, no_bias),
  },
  loss = half_squared_error,
}
