-- Formulas at their edges, one a case: edges.c has the points and what must come out. The inputs a
-- and b have n elements each; the layer p is there because a network has parameters.
local n = param("n", 4)
local a, b = input("a", n), input("b", n)
local cases = {
  -- products in the order of the formula
  inner   = function() return 1e30 * (1e30 * a) end,
  over    = function() return (1e-30 * a) / b end,
  across  = function() return a * (1e-30 * b) end,
  below   = function() return 1e-30 / (a / b) end,
  norm    = function() return sqrt(sum((a * 1e-20) ^ 2)) * 1e20 end,
  scaled  = function() return sum(1e-20 * a) end,
  scalars = function() return slice(a, 1, 1) * (slice(b, 1, 1) * slice(a, 2, n)) end,
  -- kinks and limits
  power       = function() return a ^ b end,
  logsumexp   = function() return logsumexp(a) end,
  log_softmax = function() return log_softmax(a) end,
  hardsigmoid = function() return hardsigmoid(a) end,
  softsign    = function() return softsign(a) end,
  log_cosh    = function() return log_cosh(a, b) end,
  entropy     = function() return cross_entropy(a, b) end,
  binary      = function() return binary_cross_entropy(a, b) end,
  divergence  = function() return kl_divergence(a, b) end,
  mean        = function() return a end,
}
local y = cases[param("case", "inner")]()

return network {
  name    = "edges",
  outputs = { y = y },
  loss    = sum(y) + 0 * sum(dense(1, nil, { name = "p" })(a)),
  batch   = param("batch", 1),
}
