-- sequences.lua - layers of sequences (steps x channels): recurrent ones, attention.

local format = string.format

local function sequence_of(d, x)
  local dims = shape(x)
  if #dims == 2 then return dims end
  problem(format("%s: %s wants a sequence, steps x channels, got %s", d.label, d.word, describe(x)))
  return nil
end

-- ---- recurrent layers ----

-- wi[in][k n], wh[n][k n], bi[k n], bh[k n] of k gates.
local function make_recurrent(d, inputs)
  if d.wi then return true end
  local n, wide = d.size, d.size * d.gates
  if not fits_parameters(d.label, { inputs, wide }, n * wide + (d.bias and 2 * wide or 0)) then
    return false
  end
  d.fan_in, d.first_line = inputs, current_line()
  local function weights(kind_name, dims, is_matrix)
    return add_parameter(d, kind_name, dims, { init = d.init or { name = "glorot_uniform" },
                                               l2 = d.l2, l1 = d.l1 or 0, is_matrix = is_matrix })
  end
  d.wi, d.wh = weights("wi", { inputs, wide }), weights("wh", { n, wide }, true)
  d.bi, d.bh = add_bias(d, "bi", wide), add_bias(d, "bh", wide)
  return true
end

-- step(d, a, h, state): the next h and state from a = x wi + bi, and from h wh + bh, nil at first.
local function recurrent(name, gates, step)
  return function(n, given)
    local own = { last = boolean, reverse = boolean }
    return make_layer(name, nil, given, own, function(d)
      d.size, d.gates = count(name .. ": the number of units", n) or 1, gates
      d.pytorch = { wi = "weight_ih_l0", wh = "weight_hh_l0", bi = "bias_ih_l0", bh = "bias_hh_l0" }
    end, function(d, x)
      local dims = sequence_of(d, x)
      if not dims or not keeps_inputs(d, dims[2]) or not make_recurrent(d, dims[2]) then
        return silence()
      end
      local wide = d.size * d.gates
      local all = product_of(d.label, x, d.wi)
      if kind(all) ~= "node" then return all end
      if d.bi then all = all + d.bi end
      all = flatten(all)
      local outputs, h, state = {}, nil, nil
      for i = 1, dims[1] do
        local t = d.reverse and dims[1] + 1 - i or i
        local recurring = h and matmul(h, d.wh)
        if d.bh then recurring = recurring and recurring + d.bh or d.bh end
        h, state = step(slice(all, (t - 1) * wide + 1, t * wide), recurring, h, state, d.size)
        outputs[t] = h
      end
      if d.last then return leave_layer(d, h) end
      return leave_layer(d, with_shape(concat(outputs), { dims[1], d.size }))
    end)
  end
end

-- Gate number i of n units.
local function part(v, i, n) return v and slice(v, (i - 1) * n + 1, i * n) end
local function plus(a, b) return b and a + b or a end

rnn = recurrent("rnn", 1, function(a, r) return tanh(plus(a, r)) end)

-- The gates r, z and n, the reset gate after the product, as PyTorch has them.
gru = recurrent("gru", 3, function(a, r, h, _, n)
  local reset = sigmoid(plus(part(a, 1, n), part(r, 1, n)))
  local keep = sigmoid(plus(part(a, 2, n), part(r, 2, n)))
  local new = r and tanh(part(a, 3, n) + reset * part(r, 3, n)) or tanh(part(a, 3, n))
  return h and (1 - keep) * new + keep * h or (1 - keep) * new
end)

-- The gates i, f, g and o.
lstm = recurrent("lstm", 4, function(a, r, _, cell, n)
  local all = plus(a, r)
  local enter, keep = sigmoid(part(all, 1, n)), sigmoid(part(all, 2, n))
  local new, leave = tanh(part(all, 3, n)), sigmoid(part(all, 4, n))
  local state = cell and keep * cell + enter * new or enter * new
  return leave * tanh(state), state
end)

-- ---- attention ----

-- wi[n][3 n], bi, wo[n][n], bo; the columns of wi are those of q, k and v.
local function make_attention(d, n)
  if d.wi then return true end
  if not fits_parameters(d.label, { n, 4 * n }, d.bias and 4 * n or 0) then return false end
  d.fan_in, d.first_line = n, current_line()
  for _, of in ipairs { { "i", 3 * n }, { "o", n } } do
    local name, outputs = of[1], of[2]
    d["w" .. name] = add_parameter(d, "w" .. name, { n, outputs },
                                   { init = d.init or { name = "glorot_uniform" }, l2 = d.l2,
                                     l1 = d.l1 or 0 })
    d["b" .. name] = add_bias(d, "b" .. name, outputs)
  end
  return true
end

-- 1 where key s is no later than query t.
local function causal_mask(steps)
  local numbers = {}
  for i = 1, steps do numbers[i] = i end
  local count_up = concat(numbers)
  return le(reshape(count_up, 1, 1, steps), reshape(count_up, 1, steps, 1))
end

local function apply_attention(d, x)
  local dims = sequence_of(d, x)
  if not dims then return silence() end
  local steps, n = dims[1], dims[2]
  if n % d.heads ~= 0 then
    return problem(format("%s: %d channels do not fall into %d heads", d.label, n, d.heads))
  end
  if not keeps_inputs(d, n) or not make_attention(d, n) then return silence() end
  if d.heads * steps * steps > size_max then
    return problem(format("%s: %d heads of %d x %d scores make more than %d elements", d.label,
                          d.heads, steps, steps, size_max))
  end
  local of_heads = n // d.heads
  local all = plus(product_of(d.label, x, d.wi), d.bi)
  local function heads(first) -- heads of q, k or v: [step][head][element of it] as they lie in all
    return slice(all, first * n + 1, first * n + n, 2)
  end
  local q, k, v = heads(0), heads(1), heads(2)
  local scores = loops(d.label, { d.heads, steps, steps },
                       { { d.heads, steps * steps, of_heads, of_heads }, { steps, steps, n, 0 },
                         { steps, 1, 0, n }, { of_heads, 0, 1, 1 } }, { 0, 0, 0 }, q, k)
  if kind(scores) ~= "node" then return scores end
  scores = scores * (1 / math.sqrt(of_heads))
  if d.causal then scores = where(causal_mask(steps), scores, -1e30) end
  local mixed = loops(d.label, { steps, n },
                      { { d.heads, of_heads, steps * steps, of_heads }, { steps, n, steps, 0 },
                        { steps, 0, 1, n }, { of_heads, 1, 0, 1 } }, { 0, 0, 0 },
                      softmax(scores, -1), v)
  return leave_layer(d, plus(product_of(d.label, mixed, d.wo), d.bo))
end

function attention(heads, given)
  return make_layer("attention", nil, given, { causal = boolean }, function(d)
    d.heads = count("attention: the number of heads", heads) or 1
    d.pytorch = { wi = "in_proj_weight", bi = "in_proj_bias", wo = "out_proj.weight",
                  bo = "out_proj.bias" }
  end, apply_attention)
end
