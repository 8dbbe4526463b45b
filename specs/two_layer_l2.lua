-- Two layers without bias, held small by L2: the objective is more than the loss.
--
-- Forward: x, t are rows; w[in][out].
--   z1 = x w1
--   h1 = tanh(z1)
--   y  = h1 w2
--   loss = 1/2 ||y - t||^2
--   J = 1/n sum over the n samples of loss + l2/2 (||w1||^2 + ||w2||^2)
--
-- Backward: d2 = d loss / dy, d1 = d loss / dz1; w' is w transposed, * goes element by element.
--   d2 = y - t
--   d1 = (d2 w2') * (1 - h1^2)
--   dJ/dw2 = 1/n sum of h1' d2 + l2 w2      the gradient of l2/2 w^2 is l2 w; it does not depend
--   dJ/dw1 = 1/n sum of x'  d1 + l2 w1      on the samples, so it is added once, after their mean
--
-- Update:
--   w <- w - rate * dJ/dw
--      = (1 - rate l2) w - rate * 1/n sum of ...        without data the weights decay

local no_bias = { bias = false }

return network {
  input  = param("inputs", 4),
  layers = {
    dense(param("hidden", 8), tanh, no_bias),
    dense(param("outputs", 3), identity, no_bias),
  },
  loss = half_squared_error,
  l2   = param("l2", 0.01),
}
