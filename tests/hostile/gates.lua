-- gates.lua - specs that make many gates: long chains, shared values, derivatives of derivatives.

local sum = "\nreturn network { output = y, loss = sum(y) }"
local squared = "\nreturn network { output = y, loss = half_squared_error(y, target('t', size)) }"

-- y = f(f(... x)) with n gates, f(v) as an expression in v.
local function chain(n, expression, size)
  return "local size = " .. (size or 1) .. "\nlocal x = input('x', size)\n"
    .. "local v = dense(size)(x)\nfor i = 1, " .. n .. " do v = " .. expression .. " end\n"
    .. "local y = v" .. squared
end

local function stack(n, layer, more)
  return "local layers = {}\nfor i = 1, " .. n .. " do layers[i] = " .. layer .. " end\n"
    .. "return network { input = 3, layers = layers, loss = half_squared_error"
    .. (more or "") .. " }"
end

local function gradients(n, energy, size)
  return "local x = input('x', " .. (size or 2) .. ")\nlocal e = " .. energy .. "\n"
    .. "for i = 1, " .. n .. " do e = sum(grad(e, x)) end\nlocal y = e" .. sum
end

local function gru(steps)
  return "local steps = " .. steps .. [[

    local x = input("x", steps)
    local r, z, n = dense(16), dense(16), dense(16, tanh)
    local h = dense(16)(x)
    for i = 1, steps do
      local both = concat(h, slice(x, i, i))
      local u = sigmoid(z(both))
      h = (1 - u) * n(concat(sigmoid(r(both)) * h, slice(x, i, i))) + u * h
    end
    local y = dense(1)(h)]] .. sum
end

local list = {
  { "gates-250000", "4: the spec makes more than 250000 gates", chain(240000, "v + 1") },
  { "gates-too-many", "4: the spec makes more than 250000 gates", chain(300000, "v + 1") },

  -- values that are used twice: text must not double with each
  { "shared-5", "good", chain(5, "tanh(v * v + v)", 4) },
  { "shared-40", "good", chain(40, "tanh(v * v + v)", 4) },
  { "shared-newton", "good", chain(6, "v - (v * v - 2) / (2 * v)", 4) },
  { "shared-newton-30", "good", chain(30, "v - (v * v - 2) / (2 * v)", 4) },
  { "shared-deviation", "good",
    chain(6, "(v - mean(v)) / sqrt(mean((v - mean(v)) ^ 2) + 1e-5)", 4) },
  { "shared-squares", "good", chain(200, "v * v", 4) },
  { "shared-fibonacci", "good", "local x = input('x', 2)\nlocal a, b = x, dense(2)(x)\n"
    .. "for i = 1, 60 do a, b = b, tanh(a + b) end\nlocal y = b" .. sum },
  { "shared-runge-kutta", "good", [[
    local x = input("x", 2)
    local f = dense(2, tanh)
    local function step(v)
      local a = f(v)
      local b = f(v + 0.5 * a)
      local c = f(v + 0.5 * b)
      local d = f(v + c)
      return v + (a + 2 * b + 2 * c + d) / 6
    end
    local y = step(step(step(x)))]] .. sum },

  -- the same layer, many layers
  { "layer-shared-1000", "good",
    (chain(1000, "d(v)", 3):gsub("local v", "local d = dense(3, tanh)\n%0", 1)) },
  { "stack-400", "good", stack(400, "dense(3)") },
  { "stack-400-relu", "good", stack(400, "dense(3, relu)") },
  { "stack-1000", "good", stack(1000, "dense(3, tanh)") },
  { "stack-5000", "2: the spec wants more than 8 MB of memory", stack(5000, "dense(3)") },
  { "stack-50000", "2: the spec wants more than 8 MB of memory", stack(50000, "dense(1)") },
  { "stack-adam", "good", stack(300, "dense(3, tanh)", ", optimizer = adam, l2 = 0.1") },
  { "stack-one-sample", "good", stack(300, "dense(3, tanh)", ", batch = 1") },
  { "stack-softmax", "good", stack(300, "dense(4, softmax)") },
  { "stack-wide", "good", stack(60, "dense(1000, relu)") },
  { "gru-40", "good", gru(40) },
  { "layer-shared-5000", "any", -- a product each, and its calls
    (chain(5000, "d(v)", 3):gsub("local v", "local d = dense(3, tanh)\n%0", 1)) },
  { "gru-200", "good", gru(200) },
  { "gru-1000", "good", gru(1000) },

  -- expressions without end: what is read once stands where it is read
  { "nested-scalars-3000", "compiles", "local x = input('x', 1)\nlocal y = sum(dense(2)(x))\n"
    .. "for i = 1, 3000 do y = y * x + x end" .. sum },
  { "nested-constants", "compiles", chain(2000, "tanh(v)", 4) },
  { "nested-constants-20000", "compiles", chain(20000, "tanh(v)", 1) },
  { "nested-scalars-20000", "any", "local x = input('x', 1)\nlocal y = sum(dense(2)(x))\n"
    .. "for i = 1, 20000 do y = y * x + x end" .. sum },
  { "nested-scalars-twice", "compiles", "local x = input('x', 1)\nlocal a, b = sum(dense(2)(x)), x\n"
    .. "for i = 1, 1000 do local m = a * b a, b = m + x, m + 1 end\nlocal y = a + b" .. sum },
  { "nested-choices", "any", "local x = input('x', 1)\nlocal y = sum(dense(2)(x))\n"
    .. "for i = 1, 15000 do y = where(lt(y, x), x, 1) end" .. sum },
  { "nested-vectors", "any", chain(9000, "max(-v, x)", 2) },
  { "nested-finish", "compiles", "return network { input = 3, layers = { dense(3), function(v)\n"
    .. "for i = 1, 10000 do v = max(v + 1, i) end return v end }, loss = half_squared_error }" },
  { "nested-products", "compiles", chain(4000, "v * s", 3):gsub("local v", "local s = sum(x)\n%0") },

  -- logarithms that look for logits behind what was moved
  { "logs-of-choices", "any", "local x = input('x', 2)\nlocal v = softmax(dense(2)(x))\n"
    .. "local y = 0\nfor i = 1, 9000 do v = where(lt(x, i), v, 1) y = y + sum(log(v)) end" .. sum },
  { "logs-of-pieces", "any", "local x = input('x', 2)\nlocal v = softmax(dense(2)(x))\n"
    .. "local y = 0\nfor i = 1, 8000 do v = concat(v, x) y = y + sum(log(v)) end" .. sum },
  { "logs-of-doubles", "good", "local x = input('x', 2)\nlocal v = softmax(dense(2)(x))\n"
    .. "local y = 0\nfor i = 1, 16 do v = concat(v, v) y = y + sum(log(v)) end" .. sum },

  -- pieces and ends
  { "slices", "good", "local x = input('x', 1000)\nlocal v = dense(1000)(x)\nlocal y = 0\n"
    .. "for i = 1, 1000 do y = y + slice(v, i, i) end" .. sum },
  { "slices-concat", "good", "local x = input('x', 300)\nlocal v = dense(300)(x)\nlocal t = {}\n"
    .. "for i = 1, 300 do t[301 - i] = slice(v, i, i) end\nlocal y = sum(concat(t) ^ 2)" .. sum },
  { "sum-of-1000", "good", "local x = input('x', 4)\nlocal y = 0\n"
    .. "for i = 1, 1000 do y = y + sum(x * i) end\ny = dense(1)(x) + y" .. sum },
  { "outputs-900", "good", "local x = input('x', 1)\nlocal outputs = {}\nlocal y = dense(1)(x)\n"
    .. "for i = 1, 900 do outputs['y' .. i] = y + i end\n"
    .. "return network { outputs = outputs, loss = sum(y) }" },
  { "inputs-900", "good", "local y = 0\nfor i = 1, 900 do y = y + input('x' .. i, 1) end\n"
    .. "y = dense(1)(y)" .. sum },
  { "parameters-20000", "3: the spec wants more than 8 MB of memory",
    "local x = input('x', 1)\nlocal y = 0\nfor i = 1, 10000 do y = y + dense(1)(x) end" .. sum },

  -- derivatives of derivatives
  { "grad-8", "good", gradients(8, "sum(tanh(dense(2)(x)))") },
  { "grad-8-exp", "good", gradients(8, "sum(exp(dense(2)(x * x)))") },
  { "grad-8-division", "good", gradients(8, "sum(1 / (1 + dense(2)(x) ^ 2))") },
  { "grad-8-softmax", "good", gradients(8, "sum(softmax(dense(3)(x)) ^ 2)") },
  { "grad-8-layers", "good", gradients(8, "sum(dense(3, tanh)(dense(3, sigmoid)(x)))") },
  { "grad-8-erf", "good", gradients(8, "sum(gelu(dense(2)(x)))") },
  { "grad-8-sqrt", "good", gradients(8, "sum(sqrt(1 + dense(2)(x) ^ 2))") },
  { "grad-40", "3: the network and its gradients come to more than",
    gradients(40, "sum(tanh(dense(2)(x)))") },
  { "grad-200-sin", "good", gradients(200, "sum(sin(dense(2)(x)))") },
  { "grad-of-each", "good", "local x = input('x', 100)\nlocal v = dense(100, tanh)(x)\n"
    .. "local y = 0\nfor i = 1, 100 do y = y + sum(grad(slice(v, i, i), x) ^ 2) end" .. sum },
  { "grad-same", "good", "local x = input('x', 3)\nlocal e = sum(dense(3, tanh)(x))\nlocal y = 0\n"
    .. "for i = 1, 20000 do y = y + sum(grad(e, x)) end" .. sum },
  { "grad-nothing", "good", "local x, c = input('x', 3), input('c', 3)\nlocal y = dense(1)(x)\n"
    .. "for i = 1, 20000 do y = y + sum(grad(sum(x), c)) end" .. sum },
}

-- Chains of every gate, long and very long.
local gates = {
  add = "v + x", sub = "v - x", mul = "v * x", div = "v / x", pow = "v ^ x", neg = "-v",
  max = "max(v, x)", min = "min(v, x)", abs = "abs(v)", exp = "exp(v)", expm1 = "expm1(v)",
  log = "log(v)", log1p = "log1p(v)", sqrt = "sqrt(v)", sin = "sin(v)", cos = "cos(v)",
  tanh = "tanh(v)", sigmoid = "sigmoid(v)", softplus = "softplus(v)", erf = "erf(v)",
  lt = "where(lt(v, x), v, x)", where = "where(x, v, x)", stop_gradient = "stop_gradient(v + x)",
  sum = "x * sum(v)", mean = "mean(v) + x", logsumexp = "x + logsumexp(v)", softmax = "softmax(v)",
  concat = "slice(concat(v, x), 2, 3)", slice = "concat(slice(v, 2, 2), slice(v, 1, 1))",
}
local names = {}
for name in pairs(gates) do names[#names + 1] = name end
table.sort(names)
-- The middle is where derivatives stay just within their limit.
local sizes = os.getenv("LONG") and { 400, 4000, 20000, 40000, 100000 } or { 400, 20000, 100000 }
for _, n in ipairs(sizes) do
  for _, name in ipairs(names) do
    list[#list + 1] = { "chain-" .. name .. "-" .. n, n > 400 and "any" or "good",
                        chain(n, gates[name], 2) }
  end
end
for _, n in ipairs { 400, 800, 5000 } do
  list[#list + 1] = { "chain-concat-growing-" .. n, "good",
    "local size = 1\nlocal x = input('x', 1)\nlocal v = dense(1)(x)\n"
    .. "for i = 1, " .. n .. " do v = concat(v, x) end\nlocal y = sum(v)"
    .. squared }
end
return list
