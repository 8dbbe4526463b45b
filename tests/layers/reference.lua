-- reference.lua - the layers of layers/net.lua by loops of their own, as PyTorch's documentation
-- defines them; writes weights and data, or compares.
--
--   lua5.4 reference.lua write BYTES WEIGHTS.bin DATA.csv
--   lua5.4 reference.lua compare WEIGHTS.bin DATA.csv OUTPUTS.csv

local what = arg[1]

local function read(path)
  local file = assert(io.open(path, "rb"))
  return file:read "a", file:close()
end

if what == "write" then -- numbers of a small generator
  local state = 12345
  local function number()
    state = state * 1103515245 + 12345 & 0x7fffffff
    return (state >> 8 & 0xffff) / 32768 - 1
  end
  local file = assert(io.open(arg[3], "wb"))
  for _ = 1, tonumber(arg[2]) // 8 do file:write(string.pack("<d", 0.7 * number())) end
  file:close()
  file = assert(io.open(arg[4], "w"))
  for _ = 1, 3 do
    local row = {}
    for i = 1, 6 * 4 + 6 * 5 * 4 do row[i] = string.format("%.17g", number()) end
    file:write(table.concat(row, ","), "\n")
  end
  file:close()
  return
end

local weights, at = read(arg[2]), 1
local function take(...) -- the next array, as w(i, j, ...) from 0
  local dims, size = { ... }, 1
  for _, d in ipairs(dims) do size = size * d end
  local values = {}
  for i = 1, size do values[i], at = string.unpack("<d", weights, at) end
  return function(...)
    local place = 0
    for k, i in ipairs { ... } do
      assert(i >= 0 and i < dims[k])
      place = place * dims[k] + i
    end
    return values[place + 1]
  end
end

local function rows_of(path)
  local rows = {}
  for line in string.gmatch(read(path), "[^\n]+") do
    local row = {}
    for field in string.gmatch(line, "[^,]+") do row[#row + 1] = tonumber(field) end
    if #row > 1 and row[1] then rows[#rows + 1] = row end
  end
  return rows
end

local sigmoid = function(x) return 1 / (1 + math.exp(-x)) end
local tanh = function(x) local e = math.exp(2 * x); return (e - 1) / (e + 1) end

local arrays, order = {}, {}
local function array(name, ...)
  arrays[name] = take(...)
  order[#order + 1] = name
end

-- ---- the arrays, in the order in which the layers are applied ----

array("aw", 3, 4, 6) array("ab", 6)
array("bw", 2, 2, 6) array("bb", 6)
array("cw", 4, 4, 3)
array("dw", 4, 4, 3) array("db", 3)
array("ew", 3, 2, 2, 6) array("eb", 6)
array("fw", 3, 4, 3) array("fb", 3)
array("gw", 2, 3, 4, 2) array("gb", 2)
array("lg", 4) array("lb", 4)
array("mg", 4)
array("ng", 4) array("nb", 4)
array("oa", 1)
for _, c in ipairs { { "p", 3, 1, true }, { "q", 3, 3, true }, { "r", 3, 4, true },
                     { "t", 3, 3, true }, { "u", 2, 4, false } } do
  local name, n, gates, bias = table.unpack(c)
  array(name .. "wi", 4, gates * n) array(name .. "wh", n, gates * n)
  if bias then array(name .. "bi", gates * n) array(name .. "bh", gates * n) end
end
for _, name in ipairs { "v", "w" } do
  array(name .. "wi", 4, 12) array(name .. "bi", 12)
  array(name .. "wo", 4, 4) array(name .. "bo", 4)
end
array("xw", 4, 3) array("xb", 3)
array("xaw", 3, 2, 6) array("xab", 6)
array("xbw", 2, 1, 1, 4) array("xbb", 4)
local A = arrays

-- ---- layers ----

local function conv1d(x, length, w, b, k, filters, o)
  local stride, dilation = o.stride or 1, o.dilation or 1
  local before, after = o.before or 0, o.after or 0
  local groups, out = o.groups or 1, {}
  local count = (length + before + after - (k - 1) * dilation - 1) // stride + 1
  for t = 0, count - 1 do
    for f = 0, filters - 1 do
      local sum, group = b and b(f) or 0, f // (filters // groups)
      for i = 0, k - 1 do
        local from = t * stride + i * dilation - before
        for c = 0, 4 // groups - 1 do
          if from >= 0 and from < length then
            sum = sum + x(from, group * (4 // groups) + c) * w(i, c, f)
          end
        end
      end
      out[#out + 1] = sum
    end
  end
  return out
end

local function norm(values, epsilon, centre)
  local mean, square = 0, 0
  for _, v in ipairs(values) do mean = mean + v / #values end
  if not centre then mean = 0 end
  for _, v in ipairs(values) do square = square + (v - mean) ^ 2 / #values end
  local out = {}
  for i, v in ipairs(values) do out[i] = (v - mean) / math.sqrt(square + epsilon) end
  return out
end

local function recurrent(x, name, n, gates, o)
  local h, c, rows = {}, {}, {}
  for j = 0, n - 1 do h[j], c[j] = 0, 0 end
  for step = 0, 5 do
    local t, a, r = o.reverse and 5 - step or step, {}, {}
    for j = 0, gates * n - 1 do
      a[j] = o.bias == false and 0 or A[name .. "bi"](j)
      r[j] = o.bias == false and 0 or A[name .. "bh"](j)
      for i = 0, 3 do a[j] = a[j] + x(t, i) * A[name .. "wi"](i, j) end
      for i = 0, n - 1 do r[j] = r[j] + h[i] * A[name .. "wh"](i, j) end
    end
    local new = {}
    for j = 0, n - 1 do
      if gates == 1 then
        new[j] = tanh(a[j] + r[j])
      elseif gates == 3 then
        local reset, keep = sigmoid(a[j] + r[j]), sigmoid(a[n + j] + r[n + j])
        new[j] = (1 - keep) * tanh(a[2 * n + j] + reset * r[2 * n + j]) + keep * h[j]
      else
        local i, f = sigmoid(a[j] + r[j]), sigmoid(a[n + j] + r[n + j])
        local g, out = tanh(a[2 * n + j] + r[2 * n + j]), sigmoid(a[3 * n + j] + r[3 * n + j])
        c[j] = f * c[j] + i * g
        new[j] = out * tanh(c[j])
      end
    end
    h, rows[t] = new, new
  end
  local flat = {}
  for t = o.last and 6 or 0, 5 do
    for j = 0, n - 1 do flat[#flat + 1] = rows[t][j] end
  end
  for j = 0, o.last and n - 1 or -1 do flat[#flat + 1] = h[j] end
  return flat
end

local function attention(x, name, causal)
  local q, out = {}, {}
  for t = 0, 5 do
    q[t] = {}
    for j = 0, 11 do
      q[t][j] = A[name .. "bi"](j)
      for i = 0, 3 do q[t][j] = q[t][j] + x(t, i) * A[name .. "wi"](i, j) end
    end
  end
  for t = 0, 5 do
    local mixed = {}
    for head = 0, 1 do
      local scores, total = {}, 0
      for s = 0, causal and t or 5 do
        local dot = 0
        for e = 0, 1 do dot = dot + q[t][2 * head + e] * q[s][4 + 2 * head + e] end
        scores[s] = math.exp(dot / math.sqrt(2))
        total = total + scores[s]
      end
      for e = 0, 1 do
        mixed[2 * head + e] = 0
        for s = 0, causal and t or 5 do
          mixed[2 * head + e] = mixed[2 * head + e] + scores[s] / total * q[s][8 + 2 * head + e]
        end
      end
    end
    for j = 0, 3 do
      local sum = A[name .. "bo"](j)
      for i = 0, 3 do sum = sum + mixed[i] * A[name .. "wo"](i, j) end
      out[#out + 1] = sum
    end
  end
  return out
end

local function outputs_of(row)
  local function s(t, c) return row[t * 4 + c + 1] end
  local function im(y, x, c) return row[24 + (y * 5 + x) * 4 + c + 1] end
  local out = {
    a = conv1d(s, 6, A.aw, A.ab, 3, 6, {}),
    b = conv1d(s, 6, A.bw, A.bb, 2, 6, { stride = 2, dilation = 2, before = 1, after = 1,
                                         groups = 2 }),
    c = conv1d(s, 6, A.cw, nil, 4, 3, { before = 3 }),
    d = conv1d(s, 6, A.dw, A.db, 4, 3, { before = 1, after = 2 }),
    e = {}, f = {}, g = {}, h = {}, i = {}, j = {}, k = {}, l = {}, m = {}, n = {}, o = {},
    p = recurrent(s, "p", 3, 1, {}), q = recurrent(s, "q", 3, 3, {}),
    r = recurrent(s, "r", 3, 4, {}), t = recurrent(s, "t", 3, 3, { reverse = true }),
    u = recurrent(s, "u", 2, 4, { last = true, bias = false }),
    v = attention(s, "v"), w = attention(s, "w", true), x = {}, xa = {}, xb = {}, y = {},
  }
  local function add(name, value) table.insert(out[name], value) end
  for y = 0, 2 do
    for x = 0, 3 do
      for f = 0, 5 do
        local sum = A.eb(f)
        for i = 0, 2 do
          for k = 0, 1 do
            for c = 0, 1 do
              local from = 2 * y + i - 1
              if from >= 0 and from < 6 then
                sum = sum + im(from, x + k, f // 3 * 2 + c) * A.ew(i, k, c, f)
              end
            end
          end
        end
        add("e", sum)
      end
    end
  end
  for t = 1, 11 do -- 13 long, one taken off at each end
    for f = 0, 2 do
      local sum = A.fb(f)
      for from = 0, 5 do
        local k = t - 2 * from
        for c = 0, 3 do
          if k >= 0 and k < 3 then sum = sum + s(from, c) * A.fw(k, c, f) end
        end
      end
      add("f", sum)
    end
  end
  for y = 0, 7 do
    for x = 0, 10 do
      for f = 0, 1 do
        local sum = A.gb(f)
        for fy = 0, 5 do
          for fx = 0, 4 do
            local ky, kx = (y - fy) / 2, x - 2 * fx
            for c = 0, 3 do
              if (ky == 0 or ky == 1) and kx >= 0 and kx < 3 then
                sum = sum + im(fy, fx, c) * A.gw(math.tointeger(ky), kx, c, f)
              end
            end
          end
        end
        add("g", sum)
      end
    end
  end
  for t = 0, 12 do -- of 2 channels and 3 filters each
    for f = 0, 5 do
      local sum = A.xab(f)
      for from = 0, 5 do
        local k = t - 2 * from
        for c = 0, 1 do
          if k >= 0 and k < 3 then sum = sum + s(from, f // 3 * 2 + c) * A.xaw(k, c, f) end
        end
      end
      add("xa", sum)
    end
  end
  for y = 0, 6 do -- each channel by itself
    for x = 0, 8 do
      for f = 0, 3 do
        local sum = A.xbb(f)
        for i = 0, 1 do
          if x % 2 == 0 and y - i >= 0 and y - i < 6 then
            sum = sum + im(y - i, x // 2, f) * A.xbw(i, 0, 0, f)
          end
        end
        add("xb", sum)
      end
    end
  end
  for y = 0, 2 do
    for x = 0, 2 do
      for c = 0, 3 do
        local most = -math.huge
        for i = math.max(2 * y - 1, 0), math.min(2 * y + 1, 5) do
          for k = math.max(2 * x - 1, 0), math.min(2 * x + 1, 4) do
            most = math.max(most, im(i, k, c))
          end
        end
        add("h", most)
      end
    end
  end
  for y = 0, 4 do
    for x = 0, 2 do
      for c = 0, 3 do
        local sum = 0
        for i = y, y + 1 do
          for k = x, x + 2 do sum = sum + im(i, k, c) end
        end
        add("i", sum / 6)
      end
    end
  end
  for t = 0, 2 do
    for c = 0, 3 do add("j", math.max(s(2 * t, c), s(2 * t + 1, c))) end
  end
  local groups = { {}, {} }
  for c = 0, 3 do
    local sum, most = 0, -math.huge
    for y = 0, 5 do
      for x = 0, 4 do
        sum, most = sum + im(y, x, c), math.max(most, im(y, x, c))
      end
    end
    out.k[c + 1], out.k[c + 5] = sum / 30, most
  end
  for y = 0, 5 do
    for x = 0, 4 do
      for c = 0, 3 do table.insert(groups[c // 2 + 1], im(y, x, c)) end
    end
  end
  groups = { norm(groups[1], 1e-5, true), norm(groups[2], 1e-5, true) }
  for place = 0, 29 do
    for c = 0, 3 do
      add("n", groups[c // 2 + 1][2 * place + c % 2 + 1] * A.ng(c) + A.nb(c))
    end
    for f = 0, 2 do
      local sum = A.xb(f)
      for c = 0, 3 do sum = sum + row[24 + place * 4 + c + 1] * A.xw(c, f) end
      add("x", sum)
    end
  end
  for t = 0, 5 do
    local of_step, total, of_column = { s(t, 0), s(t, 1), s(t, 2), s(t, 3) }, 0, {}
    local centred, scaled = norm(of_step, 1e-5, true), norm(of_step, 1e-5, false)
    for c = 0, 3 do
      total, of_column[c] = total + math.exp(s(t, c)), 0
      for i = 0, 5 do of_column[c] = of_column[c] + math.exp(s(i, c)) end
    end
    for c = 0, 3 do
      add("l", centred[c + 1] * A.lg(c) + A.lb(c))
      add("m", scaled[c + 1] * A.mg(c))
      add("o", math.max(s(t, c), 0) + A.oa(0) * math.min(s(t, c), 0))
      add("y", math.exp(s(t, c)) / of_column[c] + (s(t, c) - math.log(total)) * math.log(total))
    end
  end
  return out
end

-- ---- compare ----

local found, names, largest = rows_of(arg[4]), {}, 0
for name in string.gmatch("a b c d e f g h i j k l m n o p q r t u v w x xa xb y", "%a+") do
  names[#names + 1] = name
end
for number, row in ipairs(rows_of(arg[3])) do
  local out, place = outputs_of(row), 0
  for _, name in ipairs(names) do
    for i, wanted in ipairs(out[name]) do
      place = place + 1
      local got = found[number][place]
      local error = got and math.abs(got - wanted) or math.huge
      largest = math.max(largest, error)
      if not (error <= 1e-12 * (1 + math.abs(wanted))) then
        print(string.format("row %d: output %s, element %d: got %s, wanted %.17g", number, name, i,
                            got, wanted))
        os.exit(1)
      end
    end
  end
  if place + 1 ~= #found[number] then
    print(string.format("%d numbers, wanted %d", #found[number], place + 1))
    os.exit(1)
  end
end
print(string.format("%d rows, largest error %.2g", #found, largest))
