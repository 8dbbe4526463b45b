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
  by_slices_of_softmax = { function(y, t)
    local e = 0
    for i = 1, #y do e = e + cross_entropy(slice(y, i, i), slice(t, i, i)) end
    return e
  end, softmax },
  by_slices_of_sigmoid = { function(y, t)
    local e = 0
    for i = 1, #y, 2 do
      local last = math.min(i + 1, #y)
      e = e + binary_cross_entropy(slice(y, i, last), slice(t, i, last))
    end
    return e
  end, sigmoid },
  by_complement_of_softmax = { function(y, t) return cross_entropy(1 - y, 1 - t) end, softmax },
  by_complement_of_sigmoid = { function(y, t) return binary_cross_entropy(1 - y, 1 - t) end,
                               sigmoid },
  by_concat_of_sigmoid = { function(y, t)
    local function turned(v) return concat(slice(v, 2, #v), 1 - slice(v, 1, 1)) end
    return binary_cross_entropy(turned(y), turned(t))
  end, sigmoid },
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
