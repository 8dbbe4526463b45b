-- fuzz_shapes.lua - the third form of fuzz.lua's specs: values of several axes, moved, summed along
-- an axis, multiplied, and through layers of sequences and images. Handed what fuzz.lua has.
return function(say, around, chance, pick, number)
  local pool, random, format = {}, math.random, string.format

  local function product(dims)
    local size = 1
    for _, d in ipairs(dims) do size = size * d end
    return size
  end

  local function node(text, ...)
    local v = { name = "v" .. #pool + 1, dims = { ... } }
    say("local %s = %s", v.name, text)
    pool[#pool + 1] = v
    return v
  end

  local function any(axes)
    local list = {}
    for _, v in ipairs(pool) do
      if not axes or #v.dims == axes then list[#list + 1] = v end
    end
    return pick(list)
  end

  local function changed(dims, axis, size)
    local copy = table.move(dims, 1, #dims, 1, {})
    copy[axis] = size
    return table.unpack(copy)
  end

  local learns = false -- what reads the statistics of a batch has no derivative of one sample
  local steps = {
    function(v, k) -- a sum, or the like, along an axis, and back over it
      local f = pick { "sum", "mean", "amax", "amin", "logsumexp" }
      return node(format("tanh(%s - %s(%s, %d))", v.name, f, v.name, pick { k, k - 1 - #v.dims }),
                  table.unpack(v.dims))
    end,
    function(v, k)
      return node(format("%s(%s, %d)", pick { "softmax", "log_softmax" }, v.name, k),
                  table.unpack(v.dims))
    end,
    function(v, k)
      return node(format("%s(sin(%s), %d)", pick { "sum", "mean", "amax" }, v.name, k),
                  changed(v.dims, k, 1))
    end,
    function(v, k)
      local first = random(v.dims[k])
      local last = random(first, v.dims[k])
      return node(format("slice(%s, %d, %d, %d)", v.name, first, last, k),
                  changed(v.dims, k, last - first + 1))
    end,
    function(v, k)
      local before, after = random(0, 2), random(0, 1)
      return node(format("pad(%s, %d, %d, %d)", v.name, before, after, k),
                  changed(v.dims, k, v.dims[k] + before + after))
    end,
    function(v, k) return node(format("flip(%s, %d)", v.name, k), table.unpack(v.dims)) end,
    function(v, k)
      return node(format("upsample(%s, 2, %d)", v.name, k), changed(v.dims, k, 2 * v.dims[k]))
    end,
    function(v, k)
      return node(format("concat { %s, cos(%s), axis = %d }", v.name, v.name, k),
                  changed(v.dims, k, 2 * v.dims[k]))
    end,
    function(v)
      if #v.dims ~= 2 then return end
      return node(format("transpose(%s)", v.name), v.dims[2], v.dims[1])
    end,
    function(v)
      if #v.dims ~= 3 then return end
      local a, b, c = table.unpack(v.dims)
      return node(format("permute(%s, {3, 1, 2})", v.name), c, a, b)
    end,
    function(v)
      if #v.dims ~= 3 then return end
      local a, b, c = table.unpack(v.dims)
      return node(format("reshape(%s, %d, %d)", v.name, a * b, c), a * b, c)
    end,
    function(v)
      if #v.dims ~= 2 then return end
      local outputs = random(1, 5)
      return node(format("matmul(%s, parameter(%d, %d, { init = glorot_normal }))", v.name,
                         v.dims[2], outputs), v.dims[1], outputs)
    end,
    function(v)
      if #v.dims ~= 2 then return end
      return node(format("0.2 * matmul(transpose(%s), tanh(%s))", v.name, v.name), v.dims[2],
                  v.dims[2])
    end,
    function(v)
      local last = v.dims[#v.dims]
      return node(format("%s * parameter(%d, { init = uniform(0.9)%s })", v.name, last,
                         pick { "", ", l2 = 0.1", ", l1 = 0.01", ", train = false" }),
                  table.unpack(v.dims))
    end,
    function(v)
      local n = random(1, 4)
      return node(format("dense(%d%s)(%s)", n, pick { "", ", tanh", ", relu" }, v.name),
                  changed(v.dims, #v.dims, n))
    end,
    function(v) -- a fixed array of the last axes
      local from = random(#v.dims)
      local function list(axis)
        if axis > #v.dims then return format("%.3g", 2 * random() - 1) end
        local parts = {}
        for i = 1, v.dims[axis] do parts[i] = list(axis + 1) end
        return "{ " .. table.concat(parts, ", ") .. " }"
      end
      return node(format("%s %s constant %s", v.name, pick { "*", "+" }, list(from)),
                  table.unpack(v.dims))
    end,
    function(v)
      if v.dims[#v.dims] < 2 then return end
      return node(format("%s(%s)", pick { "layer_norm { epsilon = 0.1 }", "standardize",
                                          "rms_norm { epsilon = 0.1 }", "prelu" }, v.name),
                  table.unpack(v.dims))
    end,
    function(v)
      if #v.dims ~= 2 or v.dims[1] > 8 then return end
      local n = random(1, 3)
      return node(format("%s(%d%s)(%s)", pick { "rnn", "gru", "lstm" }, n,
                         pick { "", ", { reverse = true }", ", { bias = false }" }, v.name),
                  v.dims[1], n)
    end,
    function(v)
      if #v.dims ~= 2 or v.dims[1] > 8 then return end
      return node(format("attention(1, { causal = %s })(%s)", pick { "true", "false" }, v.name),
                  table.unpack(v.dims))
    end,
    function(v)
      if #v.dims ~= 2 then return end
      local f, k, s = random(1, 4), random(1, 3), random(1, 2)
      return node(format("conv1d(%d, %d, tanh, { stride = %d, padding = %s })(%s)", f, k, s,
                         pick { "\"same\"", "\"same\"" }, v.name), (v.dims[1] + s - 1) // s, f)
    end,
    function(v)
      if #v.dims ~= 3 then return end
      local a, b = v.dims[1], v.dims[2]
      local f, k = random(1, 3), random(1, math.min(a, b, 3))
      return node(format("conv2d(%d, %d, relu)(%s)", f, k, v.name), a - k + 1, b - k + 1, f)
    end,
    function(v)
      if #v.dims ~= 3 or v.dims[1] < 2 or v.dims[2] < 2 then return end
      local a, b, c = table.unpack(v.dims)
      return node(format("%s(2)(%s)", pick { "max_pool", "average_pool" }, v.name), a // 2, b // 2,
                  c)
    end,
    function(v)
      learns = true
      return node(format("batch_norm%s(%s)",
                         pick { "", " { epsilon = 0.1, momentum = 0.4 }", " { bias = false }",
                                " { train = false }" }, v.name), table.unpack(v.dims))
    end,
    function(v)
      if #v.dims ~= 2 then return end
      return node(format("conv_transpose1d(2, 2, { stride = 2 })(%s)", v.name), 2 * v.dims[1], 2)
    end,
    function(v)
      if #v.dims ~= 2 or v.dims[1] < 2 then return end
      return node(format("windows(%s, 2, 1)", v.name), v.dims[1] - 1, 2 * v.dims[2])
    end,
  }

  say("local s, m = input(\"s\", %d, %d), input(\"m\", %d, %d, %d)", random(1, 6), random(1, 4),
      random(1, 5), random(1, 5), random(1, 3))
  local text = { string.match(say(),
    "input%(\"s\", (%d+), (%d+)%), input%(\"m\", (%d+), (%d+), (%d+)") }
  for i, d in ipairs(text) do text[i] = tonumber(d) end
  pool[1] = { name = "s", dims = { text[1], text[2] } }
  pool[2] = { name = "m", dims = { text[3], text[4], text[5] } }
  for _ = 1, random(3, 8) do
    local v = any()
    local made = pick(steps)(v, random(#v.dims))
    if made and product(made.dims) > 150 then
      pool[#pool] = nil
      say(false)
    end
  end
  local first, second = any(), any()
  local of, by = any(), pick { "s", "m" }
  local form = pick {
    format("vjp(%s, %s, sin(%s))", of.name, by, of.name), format("jvp(%s, %s, sin(%s))", of.name,
    by, by), format("hvp(sum(tanh(%s)^2), %s, cos(%s))", of.name, by, by),
    product(of.dims) < 30 and format("jacobian(tanh(%s), %s)", of.name, by),
  }
  say("local y = dense(3)(concat(flatten(tanh(%s)), flatten(tanh(%s))))", first.name, second.name)
  local loss = "half_squared_error(y, target(\"t\", 3))"
  if chance(0.3) and not learns then
    loss = loss .. format(" + 0.1 * mean(grad(sum(tanh(%s)^2), %s)^2)", any().name,
                          pick { "s", "m" })
  end
  if form and chance(0.4) and not learns then loss = loss .. format(" + 0.1 * mean(tanh(%s)^2)", form) end
  around { format("outputs = { y = y, z = %s }", any().name), "loss = " .. loss }
end
