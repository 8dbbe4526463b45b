-- Every loss, and one of the user's own, summed.
local x, t, q = input("x", 6), target("t", 4), target("q", 4)
local z = dense(4)(x)
local y, s = softmax(z), sigmoid(z)
return network {
  outputs = { y = y, z = z },
  loss = half_squared_error(z, t) + mean_squared_error(z, t) + absolute_error(z, t) + huber(z, t)
       + huber(0.5)(z, t) + log_cosh(z, t) + hinge(z, t) + cross_entropy(y, q)
       + binary_cross_entropy(s, q) + kl_divergence(y, q) + quantile(0.9)(z, t)
       + sum((z - t)^4 / (1 + exp(-abs(z)))),
}
