-- The derivatives of a layer as outputs: derivatives.lua holds them to differences of y and g.
local form = param("form", "conv")
local x, v = input("x", 5, 4), input("v", 5, 4)
local f = ({
  conv = conv1d(3, 3, tanh, { padding = "same", stride = 2 }),
  transposed = conv_transpose1d(4, 3, sine, { stride = 2, groups = 2 }),
  norm = layer_norm, rms = rms_norm, group = group_norm(2),
  attention = attention(2), gru = gru(2), lstm = lstm(2, { last = true }),
  pool = max_pool(2), soft = softmax,
  axes = function(z) return amax(sine(z), 2) * logsumexp(z, 1) + mean(z ^ 2, 2) end,
  vector = function(z) return log_softmax(flatten(z)) * logsumexp(flatten(z)) end,
  moves = function(z)
    local rest = pad(slice(flatten(z * z), 3, 7), 1, 2, 1)
    return concat(slice(flatten(z), 2, 9), rest, exp(0.1 * sum(z)))
  end,
  narrow = function(z) return dense(7, tanh)(dense(2, softplus)(flatten(z))) end,
  prelu = prelu,
})[form]
local y = f(x) * parameter(1, { init = constant(0.8) })
local E = sum(y ^ 3) + sum(y * constant { 0.3 })
local g = grad(E, x)
return network {
  real = "double",
  outputs = {
    y = y, g = g, j = jacobian(y, x), jv = jvp(y, x, v), hv = hvp(E, x, v),
    uj = vjp(y, x, 3 * y ^ 2 + 0.3),
  },
  loss = half_squared_error(sum(jvp(y, x, v)), target("t", 1)) + sum(y) + sum(hvp(E, x, v) ^ 2)
         + sum(jacobian(y, x) ^ 2),
}
