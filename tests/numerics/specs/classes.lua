-- A target that is a class number wherever a vector may stand: sliced, concatenated, multiplied by
-- weights, summed, compared.
local x, t = input("x", 5), target("t", 4, param("targets", "values"))
local y = dense(4, softmax)(x)
local of_t = dense(3, tanh)(t)
local half = slice(t, 2, 3)
local both = dense(2)(concat(slice(t, 3, 4), slice(x, 1, 2), t))

return network {
  name    = "classes",
  outputs = { y = y },
  loss    = cross_entropy(y, t) + dot(of_t, slice(x, 1, 3)) + mean_squared_error(both, half)
          + 0.1 * sum(where(gt(slice(t, 4, 4), 0), slice(x, 5, 5), 2) * y) + 0.3 * logsumexp(t)
          + sum(slice(t, 1, 1)) + cross_entropy(slice(y, 2, 4), slice(t, 2, 4)),
  batch   = param("batch", 7),
}
