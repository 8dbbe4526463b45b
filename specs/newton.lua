-- Newton's method as a network of one weight: the root of f(w) = (w x)^2 - t.
--
-- Forward:
--   y = x w
--   loss = y^2 - t                          J = f(w); with x = 1 its root is the square root of t
--
-- Backward:
--   dy = 2 y
--   dJ/dw = x dy = 2 x^2 w = f'(w)
--
-- Update: polyak's step goes to where the tangent is zero; for one weight, g = f'(w), it is Newton's.
--   w <- w - rate * J / ||g||^2 * g
--      = w - rate * f / f'^2 * f' = w - rate * f / f'
--
-- From w = 1 with x = 1, t = 2:  1, 1.5, 1.4166..., 1.4142156..., 1.41421356237...

return network {
  input     = 1,
  layers    = { dense(1, identity, { bias = false, init = constant(1) }) },
  loss      = function(y, t) return y^2 - t end,
  batch     = 1,
  optimizer = polyak { rate = 1 },
  real      = "double",
}
