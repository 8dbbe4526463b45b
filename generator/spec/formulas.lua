-- formulas.lua - the words of the spec language that are formulas over gates: activations, losses
-- and optimizers. Gates of plain numbers give plain numbers.

function dot(a, b)
  if kind(a) == "node" and kind(b) == "node" then
    if size(a) ~= size(b) then
      return problem(string.format("dot: sizes %d and %d differ", size(a), size(b)))
    end
    a, b = flatten(a), flatten(b)
  end
  return sum(a * b)
end

-- ---- numbers and nodes alike ----

local ln = log
function log(x, base) return base == nil and ln(x) or ln(x) / ln(base) end
function tan(x) return kind(x) == "number" and math.tan(x) or sin(x) / cos(x) end
function pow(a, b) return a ^ b end

-- ---- activations ----

-- A word that stands bare, with its usual constant, or called with another: elu, elu(1).
local function with_constant(name, default, check, make)
  local usual = make(default)
  return function(x, ...)
    if select("#", ...) > 0 or kind(x) == "node" or kind(x) == "poison" then
      return usual(x, ...)
    elseif x == nil then
      x = default
    end
    local made = word(make(check(name, x) or default))
    made_by[made] = name
    return made
  end
end

function identity(x) return x end
function relu(x) return max(x, 0) end
leaky_relu = with_constant("leaky_relu", 0.01, finite, function(a)
  return function(x) return where(gt(x, 0), x, a * x) end
end)
-- expm1 sees no positive number, so that it cannot overflow; the slope at 0 is a.
elu = with_constant("elu", 1, finite, function(a)
  return function(x) return where(gt(x, 0), x, a * expm1(where(gt(x, 0), 0, x))) end
end)
local elu_of_selu = elu(1.6732632423543772848)
function selu(x) return 1.0507009873554804934 * elu_of_selu(x) end
function gelu(x) return 0.5 * x * (1 + erf(x * math.sqrt(0.5))) end
function silu(x) return x * sigmoid(x) end
function mish(x) return x * tanh(softplus(x)) end
function softsign(x) return x / (1 + abs(x)) end
function hardtanh(x) return max(min(x, 1), -1) end
function hardsigmoid(x) return (max(min(x, 3), -3) + 3) / 6 end -- exact at its kinks
function square(x) return x * x end
function sine(x) return sin(x) end

-- ---- losses of one sample: output y, target t ----

-- The built-in loss that each node is the target of, and the output that it meets there.
compared = {}

local function loss(name, formula)
  return function(y, t)
    if y == nil or t == nil then
      return problem(string.format('%s: wants an output and a target: %s(y, target("t", size))',
                                   name, name))
    elseif kind(y) == "node" and kind(t) == "node" then
      if #shape(y) == 1 and #shape(t) == 1 and size(y) ~= size(t) then
        return problem(string.format("%s: the output has %d elements and the target %d", name,
                                     size(y), size(t)))
      elseif shape_name(y) ~= shape_name(t) then
        return problem(string.format("%s: the output is %s and the target %s", name, shape_name(y),
                                     shape_name(t)))
      end
    end
    if kind(y) == "node" and kind(t) == "node" and not compared[t] then
      compared[t] = { loss = name, y = y }
    end
    return formula(y, t)
  end
end

half_squared_error = loss("half_squared_error", function(y, t)
  local e = y - t
  return 0.5 * sum(e * e)
end)
mean_squared_error = loss("mean_squared_error", function(y, t)
  local e = y - t
  return mean(e * e)
end)
absolute_error = loss("absolute_error", function(y, t) return sum(abs(y - t)) end)
-- ln cosh e = e + ln(1 + exp(-2 e)) - ln 2
log_cosh = loss("log_cosh", function(y, t)
  local e = y - t
  return sum(e + softplus(-2 * e) - math.log(2))
end)
hinge = loss("hinge", function(y, t) return sum(max(0, 1 - t * y)) end)
-- t ln y, where 0 ln 0 = 0 and its slope is 0
local function times_log(t, y) return t * log(where(t, y, 1)) end
cross_entropy = loss("cross_entropy", function(y, t) return -sum(times_log(t, y)) end)
binary_cross_entropy = loss("binary_cross_entropy", function(y, t)
  return -sum(times_log(t, y) + times_log(1 - t, 1 - y))
end)
kl_divergence = loss("kl_divergence", function(y, t)
  local positive = gt(t, 0)
  return sum(t * (log(where(positive, t, 1)) - log(where(positive, y, 1))))
end)
huber = with_constant("huber", 1, positive, function(d)
  return loss("huber", function(y, t)
    local a = abs(y - t)
    return sum(where(le(a, d), 0.5 * (a * a), d * (a - 0.5 * d)))
  end)
end)
quantile = with_constant("quantile", 0.5, inside_unit, function(q)
  return loss("quantile", function(y, t)
    local e = t - y
    return sum(max(q * e, (q - 1) * e))
  end)
end)

-- ---- optimizers, as torch.optim defines them ----
-- update(o, v): the next w and the next states, from the options o and the variables v.

local option_checks = {
  rate = not_negative, momentum = not_negative, decay = below_one, beta1 = below_one,
  beta2 = below_one, epsilon = not_negative, weight_decay = not_negative,
}

local function optimizer(name, defaults, update)
  local fields = {}
  for option in pairs(defaults) do fields[option] = option_checks[option] end
  local function make(given)
    if kind(given or {}) ~= "table" then
      return wants(name, "options in braces, such as " .. name .. " { rate = 0.1 }", given)
    end
    local o = read_fields(name, name .. ": ", given or {}, fields)
    for option, default in pairs(defaults) do o[option] = o[option] or default end
    local value = {}
    o.name, o.update = name, update
    optimizer_of[value] = o
    return value
  end
  local bare = word(make)
  optimizer_maker[bare], made_by[bare], words[name] = make, name, bare
end

local function decayed(o, v) -- the gradient of J + weight_decay/2 w^2
  return o.weight_decay > 0 and v.g + o.weight_decay * v.w or v.g
end

local function average(beta, old, new) -- the moving one
  return beta > 0 and beta * old + (1 - beta) * new or new
end

local function descend(o, v, nesterov)
  local g = decayed(o, v)
  if o.momentum == 0 then return v.w - v.rate * g, {} end
  local m = o.momentum * v.m + g
  return v.w - v.rate * (nesterov and g + o.momentum * m or m), { m = m }
end

optimizer("sgd", { rate = 0.01, momentum = 0, weight_decay = 0 }, descend)
optimizer("momentum", { rate = 0.01, momentum = 0.9, weight_decay = 0 }, descend)
optimizer("nesterov", { rate = 0.01, momentum = 0.9, weight_decay = 0 }, function(o, v)
  return descend(o, v, true)
end)

optimizer("rmsprop", { rate = 0.01, decay = 0.99, epsilon = 1e-8, weight_decay = 0, momentum = 0 },
          function(o, v)
  local g = decayed(o, v)
  local square_mean = average(o.decay, v.v, g * g)
  local step = g / (sqrt(square_mean) + o.epsilon)
  local states = { v = o.decay > 0 and square_mean or nil }
  if o.momentum == 0 then return v.w - v.rate * step, states end
  states.m = o.momentum * v.m + step
  return v.w - v.rate * states.m, states
end)

local function adaptive(o, v, w, g)
  local m, square_mean = average(o.beta1, v.m, g), average(o.beta2, v.v, g * g)
  -- m/c1 / (sqrt(v)/sqrt(c2) + epsilon), with one division a weight, whose result is no denormal.
  local unbiased = sqrt(v.correction2)
  local root = sqrt(square_mean) + o.epsilon * unbiased
  return w - v.rate * unbiased / v.correction1 * (m / root),
         { m = o.beta1 > 0 and m or nil, v = o.beta2 > 0 and square_mean or nil }
end

optimizer("adam", { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0 },
          function(o, v)
  return adaptive(o, v, v.w, decayed(o, v))
end)
optimizer("adamw", { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 1e-2 },
          function(o, v)
  local shrunk = o.weight_decay > 0 and v.w * (1 - v.rate * o.weight_decay) or v.w
  return adaptive(o, v, shrunk, v.g)
end)

-- Where the gradient is exactly 0 there is nowhere to go, and J / 0 is not asked for.
optimizer("polyak", { rate = 1 }, function(_, v)
  return v.w - v.rate * where(gt(v.norm2, 0), v.J / v.norm2, 0) * v.g, {}
end)

-- What one weight adds to J, before its factors l2 and l1.
function penalty_l2(w) return 0.5 * (w * w) end
function penalty_l1(w) return abs(w) end
