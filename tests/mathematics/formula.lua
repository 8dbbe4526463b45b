-- formula.lua - formulas of the mathematics, parsed by the grammar of generator/emit/mathematics.h
-- and evaluated. Shares nothing with the generator but that grammar.
local formula = {}

-- ---- parsing: a tree of { kind, operands... } ----

local parser = {}
parser.__index = parser

local function broken(p, why)
  error(string.format("%s at '%s'", why, p.text:sub(p.at)), 0)
end

function parser:take(pattern) -- the text that matches here, or nil
  local first, last = self.text:find("^" .. pattern, self.at)
  if not first then return nil end
  self.at = last + 1
  return self.text:sub(first, last)
end

function parser:need(pattern)
  return self:take(pattern) or broken(self, "expected " .. pattern:gsub("%%", ""))
end

-- An index of a contraction: "[1 + 16 i - j]", as the list of { factor, letter }, constants without.
function parser:position()
  local sum, sign = {}, 1
  self:need "%["
  if self:take "-" then sign = -1 end
  repeat
    local factor, letter = tonumber(self:take "%d+"), nil
    if self:take " ?%l" then letter = self.text:sub(self.at - 1, self.at - 1) end
    if not factor and not letter then broken(self, "no index") end
    sum[#sum + 1] = { sign * (factor or 1), letter }
    local next_sign = self:take " [+-] "
    sign = next_sign == " - " and -1 or 1
  until not next_sign
  self:need "%]"
  return sum
end

-- "; 12 [y] += [a] [b]; i < 3, j < 4" after the operands of a call.
function parser:contraction(call)
  local of = { "contraction", call[3], call[4], letters = {}, sizes = {} }
  self:need "; "
  of.size = tonumber(self:take "%d+ " or nil)
  of.to = self:position()
  self:need " %+= "
  of.from = { self:position() }
  if call[4] then
    self:need " "
    of.from[2] = self:position()
  end
  local before = "; "
  while self:take(before) do
    of.letters[#of.letters + 1] = self:need "%l"
    self:need " < "
    of.sizes[#of.sizes + 1] = tonumber(self:need "%d+")
    before = ", "
  end
  return of
end

function parser:atom()
  local number = self:take "%d+%.?%d*e[+-]?%d+" or self:take "%d+%.%d+" or self:take "%d+"
  if number then return { "number", tonumber(number) } end
  local name = self:take "%a[%w_]*"
  if name and self:take "%(" then
    local call = { "call", name }
    repeat call[#call + 1] = self:formula() until not self:take ", "
    local contraction = name == "contract" and self:contraction(call)
    self:need "%)"
    return contraction or call
  elseif name then
    return { "name", name }
  elseif self:take "%(" then
    local inner = self:formula()
    self:need "%)"
    return inner
  end
  broken(self, "no operand")
end

function parser:operand()
  local f = self:atom()
  while true do
    if self:take "'" then
      f = { "transposed", f }
    elseif self.text:find("^%[%l", self.at) then -- elements: [i,j], [i+2]
      f = { "element", f }
      self:need "%["
      repeat f[#f + 1] = { self:need "%l", tonumber(self:take "%+%d+" or 0) } until not self:take ","
      self:need "%]"
    elseif self:take "%[" then
      f = { "slice", f, tonumber(self:need "%d+") }
      self:need "%.%."
      f[4] = tonumber(self:need "%d+")
      self:need "%]"
    else
      return f
    end
  end
end

function parser:power()
  local f = self:operand()
  return self:take "%^" and { "^", f, self:operand() } or f
end

function parser:matrix()
  local f = self:power()
  while self.text:find("^ [%w(]", self.at) do
    self.at = self.at + 1
    f = { "matmul", f, self:power() }
  end
  return f
end

function parser:product()
  local f = self:matrix()
  while true do
    local sign = self:take "[*/]"
    if not sign then return f end
    f = { sign, f, self:matrix() }
  end
end

function parser:sum()
  local f = self:take "-" and { "negative", self:product() } or self:product()
  while true do
    local sign = self:take " [+-] "
    if not sign then return f end
    f = { sign:sub(2, 2), f, self:product() }
  end
end

function parser:formula()
  local f = self:sum()
  local sign = self:take " [<>]=? "
  return sign and { sign:sub(2, -2), f, self:sum() } or f
end

-- The tree of a formula; an error tells where it is wrong.
function formula.parse(text)
  local p = setmetatable({ text = text, at = 1 }, parser)
  local f = p:formula()
  if p.at <= #text then broken(p, "more than a formula") end
  return f
end

-- Calls visit(name) for each name that a formula reads.
function formula.names(f, visit)
  if f[1] == "name" then return visit(f[2]) end
  for i = 2, #f do
    if type(f[i]) == "table" then formula.names(f[i], visit) end
  end
end

-- ---- values: { rows =, cols =, [1] .. [rows * cols] } ----

-- Rows and columns of a shape, "8x8x1". A value is a row of all its elements; a parameter of two axes
-- is a matrix, and so is what is derived by it.
function formula.shape(text, is_matrix)
  local axes, product = {}, 1
  for axis in text:gmatch "%d+" do
    axes[#axes + 1] = tonumber(axis)
    product = product * axes[#axes]
  end
  if is_matrix and #axes == 2 then return axes[1], axes[2] end
  return 1, product
end

-- To which of the parameters a loop is: these are rows of their elements, too.
function formula.flatten(parameters, equations)
  for _, e in ipairs(equations) do
    for within in (e.line or e.text):gmatch "contract(%b())" do
      for name in within:gsub(";.*", ""):gmatch "%a[%w_]*" do
        for _, p in ipairs(parameters) do
          if p.name == name then p.rows, p.cols = 1, p.rows * p.cols end
        end
      end
    end
  end
end

-- Whether a name is that of a derivative by one of the parameters that are matrices.
function formula.is_matrix(name, parameters)
  for _, p in ipairs(parameters) do
    if p.rows > 1 and (name == "d" .. p.name or name:sub(-#p.name - 2) == "_d" .. p.name) then
      return true
    end
  end
end

function formula.array(rows, cols, element)
  local a = { rows = rows, cols = cols }
  for i = 1, rows * cols do a[i] = element(i) end
  return a
end

local array = formula.array

-- Whether a is of rows x cols, or one is a row of as many elements, as arrays of several axes are.
function formula.fits(a, rows, cols)
  return a.rows == rows and a.cols == cols
    or (a.rows == 1 or rows == 1) and a.rows * a.cols == rows * cols
end

local function is_scalar(a) return a.rows == 1 and a.cols == 1 end

local function elements(f, ...)
  local operands, widest = { ... }, ...
  for _, a in ipairs(operands) do
    if is_scalar(widest) or (a.rows == 1 and a.cols > 1) then widest = a end
  end
  for _, a in ipairs(operands) do
    if not is_scalar(a) and not formula.fits(widest, a.rows, a.cols) then
      error(string.format("shapes %dx%d and %dx%d do not fit", a.rows, a.cols, widest.rows,
                          widest.cols), 0)
    end
  end
  local a, b, c = ...
  local a1, b1, c1 = is_scalar(a), b and is_scalar(b), c and is_scalar(c)
  return array(widest.rows, widest.cols, function(i)
    return f(a[a1 and 1 or i], b and b[b1 and 1 or i], c and c[c1 and 1 or i])
  end)
end

local function matmul(a, b)
  if a.cols ~= b.rows then
    error(string.format("no product of %dx%d and %dx%d", a.rows, a.cols, b.rows, b.cols), 0)
  end
  local c = array(a.rows, b.cols, function() return 0 end)
  for i = 1, a.rows do
    for k = 1, a.cols do
      local factor = a[(i - 1) * a.cols + k]
      for j = 1, b.cols do
        local at = (i - 1) * b.cols + j
        c[at] = c[at] + factor * b[(k - 1) * b.cols + j]
      end
    end
  end
  return c
end

local function row_of(a)
  if a.rows ~= 1 then error("not a row", 0) end
  return a
end

local function total(a)
  local sum = 0
  for i = 1, a.rows * a.cols do sum = sum + a[i] end
  return sum
end

local function scalar(x) return { rows = 1, cols = 1, x } end

local function exponentials(a)
  local most = math.max(table.unpack(row_of(a)))
  return elements(function(x) return math.exp(x - most) end, a), most
end

-- Abramowitz and Stegun 7.1.5 and 7.1.14: a series, and far out a continued fraction.
local function erf(x)
  local a = math.abs(x)
  if a < 3 then
    local sum, term, n = 0, a, 0
    repeat
      sum, n = sum + term / (2 * n + 1), n + 1
      term = -term * a * a / n
    until math.abs(term) < 1e-18
    a = 2 / math.sqrt(math.pi) * sum
  else
    local fraction = 0
    for k = 60, 1, -1 do fraction = k / 2 / (a + fraction) end
    a = 1 - math.exp(-a * a) / math.sqrt(math.pi) / (a + fraction)
  end
  return x < 0 and -a or a
end

local function log1p(x)
  local u = 1 + x
  return u == 1 and x or math.log(u) * (x / (u - 1))
end

local function expm1(x) -- x/2 coth(x/2) form near 0
  if math.abs(x) > 1e-3 then return math.exp(x) - 1 end
  return x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)))
end

local by_element = {
  exp = math.exp, expm1 = expm1, log = math.log, log1p = log1p, sqrt = math.sqrt,
  sin = math.sin, cos = math.cos, abs = math.abs, erf = erf,
  tanh = function(x) return x < 0 and -1 + 2 / (1 + math.exp(-2 * x)) or 1 - 2 / (1 + math.exp(2 * x)) end,
  sigmoid = function(x) return 1 / (1 + math.exp(-x)) end,
  softplus = function(x) return math.max(x, 0) + log1p(math.exp(-math.abs(x))) end,
  max = function(a, b) return a > b and a or b end,
  min = function(a, b) return a < b and a or b end,
  where = function(c, a, b) return c ~= 0 and a or b end,
}

local operators = {
  ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end, ["/"] = function(a, b) return a / b end,
  ["^"] = function(a, b) return a ^ b end, negative = function(a) return -a end,
  ["<"] = function(a, b) return a < b and 1 or 0 end,
  ["<="] = function(a, b) return a <= b and 1 or 0 end,
  [">"] = function(a, b) return a > b and 1 or 0 end,
  [">="] = function(a, b) return a >= b and 1 or 0 end,
}

local over_row = {
  sum = function(a) return scalar(total(a)) end,
  softmax = function(a)
    local e = exponentials(a)
    local sum = total(e)
    return elements(function(x) return x / sum end, e)
  end,
  logsumexp = function(a)
    local e, most = exponentials(a)
    return scalar(most + math.log(total(e)))
  end,
  maximum = function(a) return scalar(math.max(table.unpack(row_of(a)))) end,
  concat = function(...)
    local all = { rows = 1 }
    for _, a in ipairs { ... } do table.move(row_of(a), 1, a.cols, #all + 1, all) end
    all.cols = #all
    return all
  end,
  pad = function(a, before, after)
    return array(1, before[1] + row_of(a).cols + after[1], function(i)
      return a[i - before[1]] or 0
    end)
  end,
  amax = function(a, n)
    local columns = a.cols // n[1]
    return array(1, columns, function(i)
      local most = a[i]
      for k = i + columns, a.cols, columns do most = math.max(most, a[k]) end
      return most
    end)
  end,
  is_amax = function(a, n)
    return array(1, row_of(a).cols, function(i)
      local columns = a.cols // n[1]
      for k = (i - 1) % columns + 1, a.cols, columns do
        if a[k] > a[i] or a[k] == a[i] and k < i then return 0 end
      end
      return 1
    end)
  end,
  gather = function(w, ids, n)
    return array(1, ids.cols * n[1], function(i)
      local class = ids[(i - 1) // n[1] + 1]
      local at = class * n[1] + (i - 1) % n[1] + 1
      return class >= 0 and at <= w.rows * w.cols and w[at] or 0
    end)
  end,
  scatter = function(d, ids, n, size)
    local sums = array(1, size[1], function() return 0 end)
    for i = 1, ids.cols do
      local first = ids[i] * n[1]
      for j = 1, n[1] do
        if first >= 0 and first + j <= size[1] then
          sums[first + j] = sums[first + j] + d[(i - 1) * n[1] + j]
        end
      end
    end
    return sums
  end,
  spread = function(a, n) return array(1, n[1], function() return a[1] end) end,
}

-- ---- elements ----

-- Element [i, j] of a: of a row or a column the index along it alone.
local function element(a, indices, bound)
  local at = {}
  for k = 3, #indices do
    at[#at + 1] = (bound[indices[k][1]] or error("no index " .. indices[k][1], 0)) + indices[k][2]
  end
  local wanted = (a.rows > 1 and 1 or 0) + (a.cols > 1 and 1 or 0)
  if #at ~= wanted then error("not as many indices as there are axes", 0) end
  local place = #at == 2 and (at[1] - 1) * a.cols + at[2] or at[1]
  return scalar(a[place] or error("an element that is not there", 0))
end

-- How far an index goes: to the end of what it is an index of.
local function range(f, index, value)
  if f[1] == "element" then
    local a = value(f[2][2])
    for k = 3, #f do
      if f[k][1] == index then
        return (#f == 4 and (k == 3 and a.rows or a.cols) or a.rows * a.cols) - f[k][2]
      end
    end
  end
  local least
  for k = 2, f[1] == "element" and 1 or #f do
    local n = type(f[k]) == "table" and range(f[k], index, value)
    if n and (not least or n < least) then least = n end
  end
  return least
end

local function sum_over(f, index, value, special)
  local bound, sum = special.index, 0
  local before = bound[index]
  for i = 1, range(f, index, value) or error("nothing has the index " .. index, 0) do
    bound[index] = i
    sum = sum + formula.evaluate(f, value, special)[1]
  end
  bound[index] = before
  return scalar(sum)
end

local function at(position, bound)
  local sum = 0
  for _, term in ipairs(position) do sum = sum + term[1] * (term[2] and bound[term[2]] or 1) end
  return sum
end

-- Zeros to which every round of the loops adds a product.
local function contraction(f, a, b)
  local bound, sums, last = {}, {}, 0
  local function round(axis)
    if f.letters[axis] then
      for i = 0, f.sizes[axis] - 1 do
        bound[f.letters[axis]] = i
        round(axis + 1)
      end
      return
    end
    local to, product = at(f.to, bound), 1
    for k, operand in ipairs { a, b } do
      local i = is_scalar(operand) and 0 or at(f.from[k], bound)
      product = product * (operand[i + 1] or error("an element that is not there", 0))
    end
    if to < 0 then error("an element that is not there", 0) end
    sums[to], last = (sums[to] or 0) + product, math.max(last, to)
  end
  round(1)
  return array(1, f.size or last + 1, function(i) return sums[i - 1] or 0 end)
end

-- The value of a tree. `value(name)` gives that of a name; `special[function](tree)` evaluates calls
-- that are more than functions of values: mean_n, stop_gradient; special.index has the indices' values.
function formula.evaluate(f, value, special)
  local kind = f[1]
  if kind == "number" then return scalar(f[2]) end
  if kind == "name" then return value(f[2]) end
  if kind == "call" and special[f[2]] then return special[f[2]](f[3]) end
  if kind == "element" then return element(value(f[2][2]), f, special.index) end
  local index = kind == "call" and f[2]:match "^sum_(%l)$"
  if index then return sum_over(f[3], index, value, special) end
  local v = {}
  for i = kind == "call" and 3 or 2, kind == "slice" and 2 or #f do
    v[#v + 1] = formula.evaluate(f[i], value, special)
  end
  if kind == "contraction" then return contraction(f, v[1], v[2]) end
  if kind == "matmul" then return matmul(v[1], v[2]) end
  if kind == "transposed" then
    local a = v[1]
    return array(a.cols, a.rows, function(i)
      return a[(i - 1) % a.rows * a.cols + (i - 1) // a.rows + 1]
    end)
  elseif kind == "slice" then
    if f[4] > row_of(v[1]).cols then error("elements that are not there", 0) end
    return array(1, f[4] - f[3] + 1, function(i) return v[1][f[3] + i - 1] end)
  elseif kind == "call" then
    local name = f[2]
    if over_row[name] then return over_row[name](table.unpack(v)) end
    return elements(by_element[name] or error("no function " .. name, 0), table.unpack(v))
  end
  return elements(operators[kind], table.unpack(v))
end

return formula
