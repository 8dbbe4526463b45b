-- L layers of sigmoids with bias and binary cross-entropy: each output answers yes or no.
--
-- Forward: h0 = x, and for every layer l = 1 .. L
--   zl = h(l-1) wl + bl
--   hl = s(zl),  s(z) = 1 / (1 + exp(-z))   y = hL
--   loss = sum of -(t ln y + (1 - t) ln(1 - y))
--        = sum of softplus(zL) - t zL,  softplus(z) = ln(1 + exp z)
-- The second form is the same number, and the one computed: it cannot overflow nor take ln 0.
--
-- Backward: dl = d loss / dzl, the error of layer l; w' is w transposed, * goes element by element.
--   dL = y - t                                          softplus' = s: the factor y (1 - y) that
--                                                       slows the squared error cancels
--   dl = (d(l+1) w(l+1)') * hl (1 - hl),  l < L
--   d loss / dbl = dl
--   d loss / dwl = h(l-1)' dl
--
-- Update: J is the mean of loss over n samples, so its gradients are the means of those above.
--   wl <- wl - rate * dJ/dwl,  bl <- bl - rate * dJ/dbl,  l = 1 .. L

local L, hidden = param("layers", 4), param("hidden", 16)

local layers = {}
for l = 1, L - 1 do
  layers[l] = dense(hidden, sigmoid)
end
layers[L] = dense(param("outputs", 1), sigmoid)

return network {
  input     = param("inputs", 8),
  layers    = layers,
  loss      = binary_cross_entropy,
  optimizer = sgd { rate = 0.5 },
}
