-- Digits of a 5 x 7 pixel font, moved about, paler or darker, under noise: 80-64-10.
--
-- Forward: x is a row of 10 * 8 pixels, t the one-hot row of its digit.
--   h1 = max(x w1 + b1, 0)
--   z2 = h1 w2 + b2
--   y  = exp(z2) / sum of exp(z2)
--   loss = -sum of t ln y
--
-- Backward: d2 = d loss / dz2, d1 = d loss / dz1
--   d2 = y - t                              dJ/dw2 = h1' d2, dJ/db2 = d2
--   d1 = (d2 w2') * [z1 > 0]                dJ/dw1 = x' d1,  dJ/db1 = d1
--
-- Update: Adam's, as in specs/spirals.lua.

return network {
  input     = 80,
  layers    = { dense(param("hidden", 64), relu), dense(10, softmax) },
  loss      = cross_entropy,
  batch     = 100,
  optimizer = adam { rate = 0.002 },
}
