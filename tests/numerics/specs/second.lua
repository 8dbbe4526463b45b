-- grad(E, x) as an output, in the loss, and nested: outputs energy, its gradient slope, and
-- curve, the gradient of sum(slope), all by x. Where the first layer alone has weights, the
-- harness makes it z = x.
local x = input("x", 5)
local form = param("form", "cube")

local forms = {
  cube = function() return sum(dense(5)(x)^3) end,
  network = function() return dense(1)(dense(4, softplus)(dense(6, tanh)(x))) end,
  shared = function()
    local f = dense(5, tanh)
    return sum(f(f(x)))
  end,
  gates = function()
    local z = dense(5)(x)
    return sum(exp(z) * sin(z) / (1 + z * z)) + logsumexp(z) * mean(cos(z))
           + dot(softmax(z), z) + sum(sqrt(1 + z * z) ^ 1.5) + sum(erf(z) * log1p(z * z))
           + sum(slice(concat(z, x), 3, 7) ^ 2 * sigmoid(z) * expm1(z))
  end,
  activations = function()
    local z = dense(5)(x)
    return sum(gelu(z) + silu(z) + mish(z) + softplus(z) * tanh(z)) + sum(log_softmax(z) * z)
  end,
  kinks = function() -- smooth where x keeps off 0, and from its second derivative on a constant
    local z = dense(5)(x)
    return sum(relu(z) * z + abs(z) * z + max(z, -z)^2 + min(z, 2 * z) * sin(z)
               + where(gt(z, 0), z^3, z^2) + elu(z) * softsign(z)
               + where(gt(z, 0), where(gt(z, 0), z^2, z^4), where(gt(z, 0), z, sin(z))))
  end,
}

local e = forms[form]()
local g = grad(e, x)
local h = grad(sum(g), x)

return network {
  name    = "second",
  outputs = { energy = e, slope = g, curve = h },
  loss    = half_squared_error(e, target("level", 1)) + sum(g * g) / 4
            + (param("third", true) and 0.1 * dot(h, target("direction", 5)) or 0),
  batch   = 4,
  l2      = 0.01,
  real    = "double",
}
