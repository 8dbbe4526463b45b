-- fuzz.lua - a random spec, the same for the same seed.
--
--   lua5.4 tests/fuzz.lua SEED > net.lua
--
-- Both forms, and values of several axes; every gate, activation, loss, initialiser, optimizer and option. Arguments keep to
-- where functions are smooth and of moderate size (log of what is above 0, exp of what is bounded),
-- so that errors have bounds; kinks are met as often as chance has it.
local seed = math.tointeger(tonumber(arg[1]))
if not seed then
  io.stderr:write "usage: lua5.4 fuzz.lua SEED\n"
  os.exit(2)
end
math.randomseed(seed, 20240229)

local format, random = string.format, math.random
local function pick(list) return list[random(#list)] end
local function chance(p) return random() < p end
local function number(low, high) return format("%.3g", low + (high - low) * random()) end

local lines = { "-- seed " .. seed }
local function say(...) lines[#lines + 1] = format(...) end

-- ---- parts ----

local sizes = { 1, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 31, 33 }
local function a_size() return chance(0.06) and pick { 48, 65, 100 } or pick(sizes) end

local activations = {
  "identity", "relu", "leaky_relu", "leaky_relu(0.2)", "elu", "elu(0.7)", "selu", "gelu", "silu",
  "mish", "softplus", "softsign", "hardtanh", "hardsigmoid", "sigmoid", "tanh", "softmax",
  "log_softmax", "square", "sine", "function(z) return z^2 / (1 + z^2) end",
  "function(z) return where(gt(z, 0), tanh(z), 0.3 * sin(z)) end",
}
local initialisers = {
  "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "uniform(0.4)",
  "constant(0.1)",
}
local optimizers = {
  "sgd { rate = 0.1 }", "sgd { rate = 0.1, momentum = 0.5, weight_decay = 0.01 }", "momentum",
  "nesterov { rate = 0.05, weight_decay = 0.02 }", "rmsprop", "adam",
  "adamw { weight_decay = 0.1 }",
  "rmsprop { rate = 0.02, momentum = 0.3 }", "adam { rate = 0.01, weight_decay = 0.01 }",
  "adam { rate = 0.01, beta1 = 0 }", "polyak", "polyak { rate = 0.3 }",
}

local names = 0
local function options()
  local list = {}
  local function add(p, text) if chance(p) then list[#list + 1] = text end end
  add(0.12, "bias = false")
  add(0.12, "l2 = " .. pick { "0", "0.1", "1e-3" })
  add(0.12, "l1 = " .. number(0.001, 0.1))
  add(0.2, "init = " .. pick(initialisers))
  add(0.1, "train = false")
  if chance(0.1) then
    names = names + 1
    list[#list + 1] = format("name = \"layer%d\"", names)
  end
  return #list > 0 and ", { " .. table.concat(list, ", ") .. " }" or ""
end

local function dense(size, activation)
  local given = options()
  activation = activation or (chance(0.75) and pick(activations) or nil)
  return format("dense(%d%s%s)", size, activation and ", " .. activation or
                (given ~= "" and ", identity" or ""), given)
end

-- A loss of the value y (a word) by the target t that suits: { loss, activation before it }.
local losses = {
  { "half_squared_error" }, { "mean_squared_error" }, { "absolute_error" }, { "huber" },
  { "huber(0.3)" }, { "log_cosh" }, { "hinge" }, { "quantile(0.3)" },
  { "cross_entropy", "softmax" }, { "cross_entropy", "sigmoid" },
  { "binary_cross_entropy", "sigmoid" }, { "kl_divergence", "softmax" },
  { "function(y, t) return sum(log1p((y - t)^4)) end" },
  { "function(y, t) return -dot(log_softmax(y), t) end" },
  { "function(y, t) return mean(where(lt(abs(y - t), 1), (y - t)^2, abs(y - t))) end" },
}

local function around(fields)
  local function add(p, text) if chance(p) then fields[#fields + 1] = text end end
  add(0.4, "l2 = " .. pick { "1e-4", "0.01", "0.3" })
  fields[#fields + 1] = format("batch = param(\"batch\", %d)", pick { 1, 2, 3, 5, 8, 13, 16, 17, 33 })
  add(0.8, "optimizer = " .. pick(optimizers))
  fields[#fields + 1] = format("real = %q", pick { "float", "double" })
  say("return network {\n  name = \"fuzz\",\n  %s,\n}", table.concat(fields, ",\n  "))
end

-- ---- the sequential form ----

local function layer(size)
  local kind = random(8)
  if kind == 1 then
    return format("(function(f) return function(x) return x + f(x) end end)(%s)",
                  dense(size, "tanh")), size
  elseif kind == 2 then
    return pick { "tanh", "function(x) return x * 0.5 end", "softsign",
                  "function(x) return x / sqrt(1 + mean(x * x)) end",
                  "function(x) return x - mean(x) end" }, size
  end
  local to = a_size()
  return dense(to), to
end

local function sequential()
  local size, layers = a_size(), {}
  local input = size
  for _ = 1, random(0, 3) do layers[#layers + 1], size = layer(size) end
  local loss = pick(losses)
  size = a_size()
  layers[#layers + 1] = dense(size, loss[2] or pick { "identity", "tanh", "sine", "relu" })
  local fields = {
    "input = " .. input, "layers = {\n    " .. table.concat(layers, ",\n    ") .. ",\n  }",
    "loss = " .. loss[1],
  }
  if loss[2] == "softmax" and size > 1 and chance(0.5) then
    fields[#fields + 1] = "targets = \"index\""
  end
  around(fields)
end

-- ---- the general form: a pool of nodes ----

local pool, scalars = {}, {}

local function node(text, size)
  local name = "v" .. #pool + 1
  say("local %s = %s", name, text)
  pool[#pool + 1] = { name = name, size = size }
  return pool[#pool]
end

local unary = {
  "tanh(%s)", "sigmoid(%s)", "exp(tanh(%s))", "expm1(-softplus(%s))", "log(1.5 + sin(%s))",
  "log1p(%s^2)", "sqrt(0.5 + %s^2)", "sin(%s)", "cos(%s)", "erf(%s)", "softplus(%s)", "abs(%s)",
  "-%s", "%s^2", "tanh(%s)^3", "(0.5 + abs(tanh(%s)))^1.5", "2^tanh(%s)", "relu(%s)", "gelu(%s)",
  "softmax(%s)", "log_softmax(%s)", "stop_gradient(%s)", "1 / (1 + %s^2)", "elu(%s)", "mish(%s)",
  "softsign(%s)", "hardtanh(%s)", "exp(-%s^2)",
}
local binary = {
  "%s + %s", "%s - %s", "tanh(%s) * %s", "%s / (2 + cos(%s))", "max(%s, %s)", "min(%s, %s)",
  "(1 + sigmoid(%s)) ^ tanh(%s)", "0.3 * %s + 0.7 * %s",
}
local scalar = { "sum(%s)", "mean(%s)", "logsumexp(%s)", "dot(%s, sin(%1$s))", "sum(%s^2)" }

local function any() return pick(pool) end
local function mate(a) -- of the same size, or a scalar
  local list = { a }
  for _, v in ipairs(pool) do
    if v.size == a.size or v.size == 1 then list[#list + 1] = v end
  end
  return pick(list)
end

local shared = {} -- layers by the size they take

local function grow()
  local a, kind = any(), random(12)
  if kind <= 3 then
    local size = a_size()
    return node(dense(size) .. "(" .. a.name .. ")", size)
  elseif kind <= 6 then
    return node((pick(unary):gsub("%%s", a.name)), a.size)
  elseif kind <= 8 then
    local b = mate(a)
    return node(format(pick(binary), a.name, b.name), math.max(a.size, b.size))
  elseif kind == 9 then
    return node((pick(scalar):gsub("%%1%$s", a.name):gsub("%%s", a.name)), 1)
  elseif kind == 10 and a.size > 1 then
    local first = random(a.size)
    local last = random(first, a.size)
    return node(format("slice(%s, %d, %d)", a.name, first, last), last - first + 1)
  elseif kind == 11 then
    local b = any()
    if a.size + b.size > 120 then return end
    return node(format("concat(%s, %s)", a.name, b.name), a.size + b.size)
  elseif kind == 12 and chance(0.5) then
    local b = mate(a)
    return node(format("where(%s(%s, %s), %s, tanh(%s))", pick { "lt", "le", "gt", "ge" }, a.name,
                       b.name, a.name, b.name), math.max(a.size, b.size))
  elseif a.size < 40 then
    local f = shared[a.size]
    if not f then
      f = "f" .. a.size
      shared[a.size] = f
      say("local %s = %s", f, dense(a.size, "tanh"))
    end
    return node(format("%s(%s)", f, a.name), a.size)
  end
end

local function general()
  local inputs, terms, outputs = {}, {}, {}
  for i = 1, random(3) do
    local size = a_size()
    say("local x%d = input(\"x%d\", %d)", i, i, size)
    inputs[i] = { name = "x" .. i, size = size }
    pool[#pool + 1] = inputs[i]
  end
  node(dense(a_size()) .. "(x1)", 0)
  pool[#pool].size = tonumber(lines[#lines]:match "dense%((%d+)")
  for _ = 1, random(2, 9) do grow() end
  if chance(0.3) then -- forces
    local of, e = pick(inputs), any()
    local g = node(format("grad(sum(tanh(%s)), %s)", e.name, of.name), of.size)
    if chance(0.3) then node(format("grad(sum(%s^2), %s)", g.name, pick(inputs).name), 0) end
    if pool[#pool].size == 0 then
      pool[#pool].size = inputs[tonumber(lines[#lines]:match "(%d+)%)$")].size
    end
    terms[#terms + 1] = format("0.1 * mean(%s^2)", pool[#pool].name)
  end
  for i = 1, random(2) do
    local loss, y = pick(losses), any()
    if loss[2] then y = node(format("%s(%s)", dense(a_size(), loss[2]), y.name), 0) end
    if y.size == 0 then y.size = tonumber(lines[#lines]:match "dense%((%d+)") end
    local index = loss[2] == "softmax" and y.size > 1 and chance(0.4) and ", \"index\"" or ""
    terms[#terms + 1] = format("%s * (%s)(%s, target(\"t%d\", %d%s))", number(0.2, 2),
                               loss[1], y.name, i, y.size, index)
  end
  for i = 1, random(3) do outputs[i] = format("y%d = %s", i, any().name) end
  around { "outputs = { " .. table.concat(outputs, ", ") .. " }",
           "loss = " .. table.concat(terms, "\n    + ") }
end

-- ---- values of several axes: fuzz_shapes.lua ----

local function shaped()
  local form = assert(loadfile((arg[0]:match "^.*/" or "") .. "fuzz_shapes.lua"))()
  form(function(first, ...) -- say; without a text the last line; false: takes it back
    if first == false then lines[#lines] = nil end
    if first then say(first, ...) end
    return lines[#lines]
  end, around, chance, pick, number)
end

if seed % 4 == 0 then shaped() elseif chance(0.35) then sequential() else general() end
print(table.concat(lines, "\n"))
