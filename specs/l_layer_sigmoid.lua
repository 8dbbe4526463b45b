-- L layers of sigmoids with bias and half the squared error: the four equations of backpropagation.
--
-- Forward: h0 = x, and for every layer l = 1 .. L
--   zl = h(l-1) wl + bl
--   hl = s(zl),  s(z) = 1 / (1 + exp(-z))   y = hL
--   loss = 1/2 ||y - t||^2
--
-- Backward: dl = d loss / dzl, the error of layer l; w' is w transposed, * goes element by element.
--   BP1   dL = (y - t) * y (1 - y)                      the error of the last layer; s' = s (1 - s)
--   BP2   dl = (d(l+1) w(l+1)') * hl (1 - hl)           the error of a layer from that of the next
--   BP3   d loss / dbl = dl                             the gradient of a bias is the error
--   BP4   d loss / dwl = h(l-1)' dl                     of a weight: its input times its error
--
-- Update: J is the mean of loss over n samples, so its gradients are the means of those above.
--   wl <- wl - rate * dJ/dwl,  bl <- bl - rate * dJ/dbl,  l = 1 .. L

local L, hidden = param("layers", 4), param("hidden", 16)

local layers = {}
for l = 1, L - 1 do
  layers[l] = dense(hidden, sigmoid)
end
layers[L] = dense(param("outputs", 4), sigmoid)

return network {
  input     = param("inputs", 8),
  layers    = layers,
  loss      = half_squared_error,
  optimizer = sgd { rate = 0.5 },
}
