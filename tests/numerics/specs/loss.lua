-- One layer without activation (or of what goes with the loss), whose weights the harness makes the
-- identity: x is what the loss, or the activation before it, sees.
local losses = {
  half_squared_error = { half_squared_error }, mean_squared_error = { mean_squared_error },
  absolute_error = { absolute_error }, huber = { huber }, huber_half = { huber(0.5) },
  log_cosh = { log_cosh }, hinge = { hinge }, cross_entropy = { cross_entropy },
  binary_cross_entropy = { binary_cross_entropy }, kl_divergence = { kl_divergence },
  quantile = { quantile }, quantile_quarter = { quantile(0.25) },
  softmax_cross_entropy = { cross_entropy, softmax },
  softmax_kl_divergence = { kl_divergence, softmax },
  sigmoid_binary_cross_entropy = { binary_cross_entropy, sigmoid },
  -- The same in other words.
  by_logsumexp = { function(z, t) return logsumexp(z) - dot(t, z) end },
  by_log_softmax = { function(y, t) return -dot(t, y) end, log_softmax },
  by_log_of_softmax = { function(y, t) return -sum(log(y) * t) end, softmax },
  by_logs_of_sigmoid = { function(z, t)
    return -sum(t * log(sigmoid(z)) + (1 - t) * log(1 - sigmoid(z)))
  end },
}
local width, chosen = param("width", 5), losses[param("loss", "half_squared_error")]

return network {
  name    = "loss",
  input   = width,
  layers  = { dense(width, chosen[2]) },
  loss    = chosen[1],
  batch   = 16,
  targets = param("targets", "values"),
}
