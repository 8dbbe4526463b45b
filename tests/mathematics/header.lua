-- header.lua - the mathematics at the top of a generated file, read and judged.
--
--   lua5.4 header.lua FILE.c [SEEDS]
--
-- Every equation follows the grammar; no two things share a name; every name is defined before it is
-- read; shapes are what they say; each equation above a function is the one of its number. And the
-- backward equations are the derivative of the forward ones: along SEEDS random directions of all
-- parameters and inputs (3; 0: none) the difference quotient of J is the scalar product with dw, dx.
-- Where a header leaves equations out, what needs them is left out here; of large networks there are
-- fewer directions, or none. Prints what is wrong.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local formula = require "formula"
local format = string.format

local wrong = 0
local function complain(...)
  wrong = wrong + 1
  print(arg[1] .. ": " .. format(...))
end

-- ---- reading ----

-- The lines of the header, folded ones whole again.
local function read_lines(text)
  local lines = {}
  for line in text:match "^/%*.-%*/":gmatch "[^\n]+" do
    local inner = line:match "^ %* ?(.*)"
    if inner and inner:find "^    +%S" and #lines > 0 then
      lines[#lines] = lines[#lines] .. " " .. inner:match "%S.*"
    elseif inner then
      lines[#lines + 1] = inner
    end
  end
  return lines
end

local known = {}   -- name -> { rows, cols }, as far as read
local taken = {}   -- every name that stands for something
local ends = { inputs = {}, targets = {}, outputs = {}, parameters = {}, constants = {} }
local equations, by_number = {}, {}
local objective        -- the number of J
local step_names = {} -- what a step reads beside
local whole = true    -- nothing is left out

local function define(name, rows, cols)
  if taken[name] then complain("two things are called '%s'", name) end
  taken[name] = true
  known[name] = { rows = rows, cols = cols }
end

-- ---- what is told twice ----

-- A line with the numbers of its names and of elements, [3..8], replaced by next(i), i being their
-- place.
local function with_numbers(line, next)
  local i = 0
  local function one(digits)
    if digits:find "^0%d" then return digits end
    i = i + 1
    return format("%d", next(i, math.tointeger(tonumber(digits))))
  end
  line = line:gsub("[%a_][%w_]*", function(name) return (name:gsub("%d+", one)) end)
  line = line:gsub("(%[)(%d+)", function(open, digits) return open .. one(digits) end)
  return (line:gsub("(%.%.)(%d+)", function(dots, digits) return dots .. one(digits) end))
end

local function numbers_of(line)
  local numbers = {}
  local rest = with_numbers(line, function(i, value) numbers[i] = value return 0 end)
  return numbers, rest
end

-- The line that comes `rounds` rounds after b, which comes one after a.
local function further(a, b, rounds)
  local x, y = numbers_of(a), numbers_of(b)
  return with_numbers(b, function(i) return y[i] + rounds * (y[i] - x[i]) end)
end

-- How many rounds after b, which comes one after a, c comes; nil: it does not.
local function rounds_to(a, b, c)
  local x, rest = numbers_of(a)
  local y, same = numbers_of(b)
  local z, last = numbers_of(c)
  if rest ~= same or same ~= last then return nil end
  for i = 1, #x do
    if y[i] ~= x[i] then
      local rounds = (z[i] - y[i]) // (y[i] - x[i])
      return rounds > 0 and further(a, b, rounds) == c and rounds or nil
    end
  end
end

local function split(list)
  local items = {}
  for item in (list .. ", "):gmatch "(.-), " do items[#items + 1] = item end
  return items
end

-- "w2 [3x3], b2 [1x3], w3 [3x3], b3 [1x3] ... w9 [3x3], b9 [1x3]": all of them.
local function unfold_list(line)
  local title, list = line:match "^(%l+ )(.*)$"
  local items
  for part in (list .. " ... "):gmatch "(.-) %.%.%. " do
    local more = split(part)
    if items then
      local period, rounds = 0, nil
      repeat
        period = period + 1
        if 2 * period > #items then return complain("a list goes on like nothing: %s", part) end
        rounds = rounds_to(items[#items - 2 * period + 1], items[#items - period + 1], more[1])
      until rounds
      for _ = 1, (rounds - 1) * period do
        items[#items + 1] = further(items[#items - 2 * period + 1], items[#items - period + 1], 1)
      end
    end
    items = items or {}
    table.move(more, 1, #more, #items + 1, items)
  end
  return title .. table.concat(items, ", ")
end

local function read_list(kind, line)
  line = unfold_list(line) or line
  whole = whole and not line:find " and %d+ more$"
  for name, shape, after in line:gmatch "(%a[%w_]*) %[([%dx]+)%]([^,]*)" do
    local rows, cols = formula.shape(shape, kind == "parameters")
    local e = { name = name, rows = rows, cols = cols,
                is_class = after:find "one%-hot" ~= nil,
                frozen = after:find "frozen" ~= nil or after:find "(running)" ~= nil,
                classes = tonumber(after:match "of (%d+) classes") }
    table.insert(ends[kind], e)
    if kind ~= "outputs" then define(name, e.rows, e.cols) end -- those are left sides
  end
end

local function read_equation(section, number, line)
  local left, right = line:match "^(%a[%w_]*) = (.*)$"
  if not left then return complain("(%d) is no equation: %s", number, line) end
  local text, remark = right:match "^(.-)   (.*)$"
  if not text then text, remark = right:match "^(.-) (%[%d+x[%dx]+%])$" end -- on a line of its own
  local e = { number = number, section = section, name = left, text = text or right,
              remark = remark or "", line = line }
  equations[#equations + 1], by_number[number] = e, e
  if e.text:find("...", 1, true) then
    whole, e.cut = false, true
    return
  end
  local fine, tree = pcall(formula.parse, e.text)
  if fine then e.tree = tree else complain("(%d) %s: %s", number, left, tree) end
end

-- "... (9) to (20) likewise, 2 a round": these, from the two rounds before.
local function unfold_equations(section, first, last, period)
  for number = first, last do
    local a, b = by_number[number - 2 * period], by_number[number - period]
    if not (a and b) then return complain("(%d): nothing to go on from", number) end
    read_equation(section, number, further(a.line, b.line, 1))
  end
end

local function read_step(line)
  local w, g = line:match "for each weight (%a[%w_]*) and its gradient (%a[%w_]*);"
  if not w then return complain("the step does not say what a weight is: %s", line) end
  local names = { w, g, "rate", line:find "k = 1, 2, ..." and "k" }
  for name in (line:match "at first [%w_]+ is [^,]*, (.*) 0:$" or ""):gmatch "%a[%w_]*" do
    if name ~= "and" then names[#names + 1] = name end
  end
  for _, name in ipairs(names) do
    define(name, 1, 1)
    step_names[#step_names + 1] = name
  end
end

local function read_header(text)
  local section
  define("n", 1, 1)
  for _, line in ipairs(read_lines(text)) do
    local kind = line:match "^(%l+) "
    local number, equation = line:match "^  %((%d+)%) (.*)$"
    if line:find "^Numerics" then break end
    if number then
      read_equation(section, tonumber(number), equation)
    elseif line:find "^  %.%.%. %(%d+%) to %(%d+%) likewise" then
      local first, last, period = line:match "%((%d+)%) to %((%d+)%) likewise, (%d+) a round"
      unfold_equations(section, tonumber(first), tonumber(last), tonumber(period))
    elseif line:find "^  %.%.%." then
      whole = false
    elseif ends[kind] and line:find "%[%d+x[%dx]+%]" then
      read_list(kind, line)
    elseif line:find "^%u.*:$" then
      section = line:match "^(%w+ ?%w*)"
      if section == "A step" then read_step(line) end
    end
  end
end

-- ---- judging ----

local function check_names()
  for i, e in ipairs(equations) do
    if e.number ~= (i == 1 and 1 or equations[i - 1].number + 1) and whole then
      complain("(%d) does not follow its predecessor", e.number)
    end
    if e.tree and whole then
      formula.names(e.tree, function(name)
        if not known[name] then
          complain("(%d) %s reads '%s' before it is defined", e.number, e.name, name)
        end
      end)
    end
    define(e.name, 1, 1)
  end
  for _, e in ipairs(ends.outputs) do
    if not taken[e.name] and whole then complain("output '%s' has no equation", e.name) end
  end
end

-- The comment above a function that begins with an equation has the header's.
local function check_functions(text)
  local body = text:sub(#text:match "^/%*.-%*/")
  local comments = {}
  for comment in body:gmatch "/%* (%(%d+%) .-) %*/" do
    for one in comment:gsub("; (%(%d+%))", "\0%1"):gmatch "%Z+" do comments[#comments + 1] = one end
  end
  for _, comment in ipairs(comments) do
    local said = comment:gsub("%s+", " ")
    local number = tonumber(said:match "%((%d+)%)")
    local e = by_number[number]
    local equation = e and format("(%d) %s = %s", number, e.name, e.text):gsub("%s+", " ")
    if e and said:find "^%(%d+%) %a[%w_]* =" and said:sub(1, #equation) ~= equation then
      complain("a function says %s, the header %s", said, equation)
    elseif not e and whole then
      complain("a function says (%d), which the header has not", number)
    end
  end
end

-- ---- evaluating ----

local SAMPLES = 2
local seeds = tonumber(arg[2] or 3)
local stopped = {} -- what stop_gradient saw at the point itself: [tree][sample]

-- The values of all names: { common = { name = value }, [sample] = { name = value } }, at a point that
-- is moved by `by` along a direction; `last`: the section after which to stop.
local function evaluate(point, direction, by, last)
  local env = {}
  for where, values in pairs(point) do
    env[where] = {}
    for name, a in pairs(values) do
      local d = direction[where][name]
      env[where][name] = d and formula.array(a.rows, a.cols, function(i)
        return a[i] + by * d[i]
      end) or a
    end
  end
  local function result(tree, s)
    local special = {}
    function special.mean_n(of)
      local sum
      for sample = 1, SAMPLES do
        local a = result(of, sample)
        sum = sum and formula.array(a.rows, a.cols, function(i) return sum[i] + a[i] end) or a
      end
      return formula.array(sum.rows, sum.cols, function(i) return sum[i] / SAMPLES end)
    end
    function special.stop_gradient(of)
      stopped[of] = stopped[of] or {}
      local kept = by ~= 0 and stopped[of][s or 0] or result(of, s)
      stopped[of][s or 0] = kept
      return kept
    end
    return formula.evaluate(tree, function(name) return s and env[s][name] or env.common[name] end,
                            special)
  end
  local function of_equation(e, s)
    local fine, a = pcall(result, e.tree, s)
    if not fine then error(format("(%d) %s: %s", e.number, e.name, a), 0) end
    local rows, cols = a.rows, a.cols
    local shape = e.remark:match "^%[([%dx]+)%]$"
    if shape then
      rows, cols = formula.shape(shape, formula.is_matrix(e.name, ends.parameters))
    end
    if a.rows * a.cols == 1 then -- spreads
      return formula.array(rows, cols, function() return a[1] end)
    elseif not formula.fits(a, rows, cols) then
      error(format("(%d) %s is %dx%d, and says %s", e.number, e.name, a.rows, a.cols, e.remark), 0)
    end
    return a
  end
  for _, e in ipairs(equations) do
    if e.of_samples then
      for s = 1, SAMPLES do env[s][e.name] = of_equation(e, s) end
    else
      env.common[e.name] = of_equation(e)
    end
    if e.section == last then break end
  end
  return env
end

local function normal()
  return math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random())
end

local function random_point()
  local point, direction = { common = { n = { rows = 1, cols = 1, SAMPLES } } }, { common = {} }
  for _, name in ipairs(step_names) do
    point.common[name] = { rows = 1, cols = 1, 0.1 + math.random() }
  end
  for _, e in ipairs(ends.parameters) do
    local is_variance = e.name:find "running_var"
    point.common[e.name] = formula.array(e.rows, e.cols, function()
      return is_variance and 0.5 + math.random() or normal() / math.sqrt(e.rows)
    end)
    direction.common[e.name] = not e.frozen and formula.array(e.rows, e.cols, normal) or nil
  end
  for _, e in ipairs(ends.constants) do
    point.common[e.name] = formula.array(e.rows, e.cols, normal)
  end
  for s = 1, SAMPLES do
    point[s], direction[s] = {}, {}
    for _, e in ipairs(ends.inputs) do
      point[s][e.name] = formula.array(1, e.cols, e.classes and function()
        return math.random(-1, e.classes)
      end or normal)
      direction[s][e.name] = formula.array(1, e.cols, e.classes and function() return 0 end
                                           or normal)
    end
    for _, e in ipairs(ends.targets) do
      local class = math.random(e.cols)
      point[s][e.name] = formula.array(1, e.cols, function(i)
        return e.is_class and (i == class and 1 or 0) or not e.is_class and 0.1 + 0.8 * math.random()
      end)
    end
  end
  return point, direction
end

-- The gradients' equations are in the order of the parameters that have one, then of the inputs.
local function match_gradients()
  local gradients, of = {}, {}
  for _, e in ipairs(equations) do
    e.of_samples = e.section == "Forward" or e.section == "Backward"
    if e.section == "The gradient" then gradients[#gradients + 1] = e end
  end
  for _, parameter in ipairs(ends.parameters) do
    if not parameter.frozen then of[#of + 1] = { name = parameter.name } end
  end
  for _, input in ipairs(ends.inputs) do of[#of + 1] = { name = input.name, is_input = true } end
  if #of ~= #gradients then complain("%d gradients of %d", #gradients, #of) end
  for i, e in ipairs(gradients) do
    of[i].gradient = e.name
    e.of_samples = of[i].is_input
  end
  return of
end

local function dot(a, b)
  local sum = 0
  for i = 1, #a do sum = sum + a[i] * b[i] end
  return sum
end

-- The slope of J along a random direction, by differences and by the gradient.
local function slopes(of)
  local h <const> = 1e-6
  local point, direction = random_point()
  local env = evaluate(point, direction, 0)
  local after = evaluate(point, direction, h, "The objective")
  local before = evaluate(point, direction, -h, "The objective")
  local J = by_number[objective].name
  local by_difference, by_gradient = (after.common[J][1] - before.common[J][1]) / (2 * h), 0
  for _, o in ipairs(of) do
    for s = 1, o.is_input and SAMPLES or 1 do
      local where = o.is_input and s or "common"
      by_gradient = by_gradient + dot(env[where][o.gradient], direction[where][o.name])
    end
  end
  return by_difference, by_gradient
end

-- Most of the directions agree: one in many meets a kink on its way.
local function check_gradients()
  local of, close, said = match_gradients(), 0, ""
  for seed = 1, seeds do
    math.randomseed(seed)
    local fine, a, b = pcall(slopes, of)
    if not fine then return complain("%s", a) end
    if math.abs(a - b) <= 1e-4 * (math.abs(a) + math.abs(b)) + 1e-6 then close = close + 1 end
    said = said .. format(" %g for %g", b, a)
  end
  if close <= seeds / 2 then complain("the gradient gives slopes of%s", said) end
end

local file = assert(io.open(arg[1]))
local text = file:read "a"
file:close()
read_header(text)
formula.flatten(ends.parameters, equations)
for _, e in ipairs(equations) do
  if e.section == "The objective" then objective = e.number end
end
check_names()
check_functions(text)
local scalars = 0
for _, e in ipairs(ends.parameters) do scalars = scalars + e.rows * e.cols end
seeds = scalars > 1e6 and 0 or scalars > 1e5 and math.min(seeds, 1) or seeds
if whole and wrong == 0 and seeds > 0 then check_gradients() end
print(#equations .. (whole and " equations" or " equations, and more left out"))
os.exit(wrong == 0)
