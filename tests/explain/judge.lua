-- judge.lua - the text of `bpgen explain`, read back and judged.
--
--   lua5.4 judge.lua TEXT POINT      TEXT: of LC_ALL=C, COLUMNS=100000, --real double
--                                    POINT: what point.c says of the spec
--
-- Every equation follows the grammar, reads what is defined above it, and has the shape it says; its
-- right sides are equal to each other and to its elements, at the point. Outputs, J, the gradients
-- and the step are the runtime's. And each d... of a gate is what a difference quotient says: of the
-- loss, or of E, by the gate's value; of the gate, where x moves along a vector; of a Jacobian, of
-- what it is of by what it is by. Prints what is wrong.
package.path = arg[0]:gsub("[^/]*$", "../mathematics/?.lua")
local formula = require "formula"
local format = string.format

local wrong = 0
local function complain(...)
  wrong = wrong + 1
  if wrong <= 8 then print(arg[1] .. ": " .. format(...)) end
end

local runtime = { nan = 0 / 0, inf = math.huge }
assert(loadfile(arg[2], "t", runtime))()

-- ---- reading ----

local shapes, c_names, classes = {}, {}, {}
local ends = { inputs = {}, targets = {}, outputs = {}, parameters = {}, constants = {} }
local equations, by_name = {}, {}
local step = {} -- w, g and moments
local title
local whole = true

local function parse(text, what)
  if text:find("...", 1, true) then
    whole = false
    return nil
  end
  local fine, tree = pcall(formula.parse, text)
  if not fine then return complain("%s: %s", what, tree) end
  return tree
end

local function read_list(kind, line)
  whole = whole and not line:find " and %d+ more$"
  for name, shape, after in line:gmatch "(%a[%w_]*) %[([%dx]+)%]([^,]*)" do
    local rows, cols = formula.shape(shape, kind == "parameters")
    local e = { name = name, rows = rows, cols = cols,
                c_name = after:match "in the C: ([%w_]+)" or name,
                runs = after:find "%(running%)" }
    table.insert(ends[kind], e)
  end
end

-- [1x4][4x8] + [1x8]: products fit, and each term has the shape of the whole, or spreads.
local function read_shapes(e, terms)
  for term in terms:sub(1, -4):gsub(" %+ ", ";"):gmatch "[^;]+" do
    local rows, cols
    for r, c in term:gmatch "%[(%d+)x(%d+)%]" do
      if rows and r ~= cols then complain("(%d) %s: %s does not fit", e.number, e.name, term) end
      rows, cols = rows or r, c
    end
    if not rows then rows, cols = formula.shape(term) end -- of several axes
    if term ~= "[1x1]" and (tonumber(rows) ~= e.rows or tonumber(cols) ~= e.cols) then
      complain("(%d) %s: %s is not %dx%d", e.number, e.name, term, e.rows, e.cols)
    end
  end
end

local function read_equation(section, number, line)
  local left, right, shape = line:match "^(%a[%w_]*) = (.*)   .-%[([%dx]+)%]$"
  if not left then return complain("(%d) is no equation: %s", number, line) end
  local e = { number = number, name = left, section = section, text = line, trees = {},
              shape = shape, title = title }
  local before = whole
  for side in (right .. " = "):gmatch "(.-) = " do
    local tree = parse(side, format("(%d) %s", number, left))
    if tree then e.trees[#e.trees + 1] = tree end
  end
  whole = before and #e.trees > 0 -- a sum that goes on, "...", is told by the other side
  if #equations > 0 and number ~= equations[#equations].number + 1 and whole then
    complain("(%d) does not follow", number)
  end
  if by_name[left] then complain("two things are called %s", left) end
  equations[#equations + 1], by_name[left] = e, e
end

local function read_element(line)
  local e = equations[#equations]
  local name, index, text = line:match "^(%a[%w_]*)%[?([%l,]*)%]? = (.*)$"
  if name ~= e.name then return complain("elements of %s below (%d) %s", name, e.number, e.name) end
  e.element = parse(text, format("elements of %s", e.name))
  e.indices = {}
  for letter in index:gmatch "%l" do e.indices[#e.indices + 1] = letter end
end

-- A line with the numbers of its names and of elements, [3..8], replaced by next(i), i being their
-- place.
local function with_numbers(line, next)
  local i = 0
  local function one(before, digits)
    i = i + 1
    return before .. next(i, math.tointeger(tonumber(digits)))
  end
  line = line:gsub("^( +%()(%d+)%)", function(b, d) return one(b, d) .. ")" end)
  line = line:gsub("([%a_])(%d+)", one)
  return (line:gsub("(%[)(%d+)(%.%.)(%d+)", function(open, from, dots, to)
    return one(open, from) .. one(dots, to)
  end))
end

-- Equal layers told once: the rounds that were left out, made from the last two that were told.
local function unfold(lines, line, read)
  local first, last, period = line:match "^  %.%.%. %((%d+)%) to %((%d+)%) likewise, (%d+) a round"
  if not first then return false end
  first, last, period = tonumber(first), tonumber(last), tonumber(period)
  local rounds, at = { {}, {} }, #lines + 1
  for number = first - 1, first - 2 * period, -1 do
    local round = rounds[number >= first - period and 2 or 1]
    repeat
      at = at - 1
      table.insert(round, 1, lines[at])
    until lines[at]:find("^  %(" .. number .. "%) ")
  end
  if #rounds[1] ~= #rounds[2] then complain("%s: unlike rounds", line) return true end
  local told = 0
  for round = 1, (last - first + 1) // period do
    for k, before in ipairs(rounds[1]) do
      local a, b = {}, {}
      with_numbers(before, function(i, value) a[i] = value return "" end)
      with_numbers(rounds[2][k], function(i, value) b[i] = value return "" end)
      local made = with_numbers(before, function(i)
        return string.format("%d", b[i] + round * (b[i] - a[i]))
      end)
      told = told + (made:find "^  %(" and 1 or 0)
      read(made)
    end
  end
  if told ~= last - first + 1 then complain("%s: are %d", line, told) end
  return true
end

local function read_step(title)
  local w, g = title:match "for each weight (%a[%w_]*) and its gradient (%a[%w_]*)[;]"
  if not w then return complain("the step does not say what a weight is: %s", title) end
  step.w, step.g = w, g
  step.rate_name, step.rate = title:match "at first ([%w_]+) is ([%d%.e+-]+)"
  step.moments = {}
  for name in (title:match ", ([%w_ ]+) 0:$" or ""):gmatch "%a[%w_]*" do
    if name ~= "and" then step.moments[#step.moments + 1] = name end
  end
end

local function read_text()
  local section
  local lines = {} -- of equations
  local read
  function read(line)
    local is_element = line:find "^         %a[%w_]*%[[%l,]+%] = " or line:find "^         %a[%w_]* = "
    if line:find "^  %(" or is_element then lines[#lines + 1] = line end
    if unfold(lines, line, read) then return end
    local number, equation = line:match "^  %((%d+)%) (.*)$"
    local kind = line:match "^  (%l+) "
    if number then
      read_equation(section, tonumber(number), equation)
    elseif line:find "^%u.*:$" then
      section, title = line:match "^(%w+ ?%w*)", line
      if section == "A step" then read_step(line) end
    elseif ends[kind] and line:find "%[%d+x[%dx]+%]" then
      read_list(kind, line)
    elseif is_element then
      read_element(line:sub(10))
    elseif line:find "^         as written.*; 0 log%(0%) counts as 0$" then
      equations[#equations].guards = true
    elseif line:find "^  %.%.%." then
      whole = false
    end
  end
  for line in io.lines(arg[1]) do read(line) end
  formula.flatten(ends.parameters, equations)
  for _, e in ipairs(equations) do
    e.rows, e.cols = formula.shape(e.shape, formula.is_matrix(e.name, ends.parameters))
    read_shapes(e, e.text:match "   (%[[^=]* = )%[[%dx]+%]$" or "")
  end
end

-- ---- evaluating ----

local stopped = {}
local evaluate_tree
function evaluate_tree(tree, env, still, guards)
  local special = { index = {} }
  special.log = guards and function(of) -- finite at 0, where its factor is 0 as well
    local a = evaluate_tree(of, env, still, guards)
    return formula.array(a.rows, a.cols, function(i)
      return a[i] == 0 and guards.of_zero or math.log(a[i] + guards.rounding)
    end)
  end
  function special.mean_n(of) return evaluate_tree(of, env, still) end -- of the one sample
  function special.stop_gradient(of)
    if not still or not stopped[of] then stopped[of] = evaluate_tree(of, env, still) end
    return stopped[of]
  end
  return formula.evaluate(tree, function(name)
    return env[name] or error("reads " .. name .. " before it is defined", 0)
  end, special)
end

-- Logarithms as written, and what those of an argument one rounding away would be: where the two
-- differ, as of 1 - sigmoid(z) of a large z, numbers cannot tell what the formula is.
local as_written = { of_zero = -690, rounding = 0 }
local one_rounding_away = { of_zero = -1e9, rounding = 2 ^ -50 }

local function to_shape(a, e)
  if a.rows * a.cols == 1 then return formula.array(e.rows, e.cols, function() return a[1] end) end
  if not formula.fits(a, e.rows, e.cols) then
    error(format("is %dx%d and says %dx%d", a.rows, a.cols, e.rows, e.cols), 0)
  end
  return a
end

local function close(a, b, tolerance)
  return a ~= a and b ~= b or a == b
      or math.abs(a - b) <= tolerance * (1 + math.max(math.abs(a), math.abs(b)))
end

local function same(what, got, wanted, tolerance, also)
  for i = 1, #wanted do
    local doubt = also and math.abs(also[i] - wanted[i]) or 0
    if not close(got[i] or 0 / 0, wanted[i], tolerance + 2 * doubt) then
      return complain("%s: element %d is %.12g, should be %.12g", what, i, got[i] or 0 / 0, wanted[i])
    end
  end
end

local function judge_elements(e, env, value)
  local special = { index = {} }
  local function lookup(name) return env[name] or error("reads " .. name, 0) end
  function special.stop_gradient(of) return formula.evaluate(of, lookup, special) end
  special.mean_n = special.stop_gradient -- of the one sample
  for i = 1, e.rows do
    for j = 1, e.cols do
      special.index = {}
      if #e.indices == 2 then
        special.index[e.indices[1]], special.index[e.indices[2]] = i, j
      elseif #e.indices == 1 then
        special.index[e.indices[1]] = e.rows > 1 and i or j
      end
      local one = formula.evaluate(e.element, lookup, special)[1]
      local at = (i - 1) * e.cols + j
      if not close(one, value[at], 1e-9) then
        return complain("(%d) %s: element %d, %d of the sum is %.12g, of the matrix %.12g", e.number,
                        e.name, i, j, one, value[at])
      end
    end
  end
end

local function leaves()
  local env = { n = { rows = 1, cols = 1, 1 } }
  for _, kind in ipairs { "inputs", "targets", "parameters", "constants" } do
    for _, e in ipairs(ends[kind]) do
      local values = runtime[kind][e.c_name]
      env[e.name] = formula.array(e.rows, e.cols, function(i) return values[i] end)
    end
  end
  return env
end

local function judge_equations()
  local env = leaves()
  for _, e in ipairs(equations) do
    if e.section == "A step" then break end
    local first, also
    for i, tree in ipairs(e.trees) do
      local written = e.guards and i == 1
      local fine, a = pcall(function()
        also = also or written and to_shape(evaluate_tree(tree, env, false, one_rounding_away), e)
        return to_shape(evaluate_tree(tree, env, false, written and as_written), e)
      end)
      if not fine then return complain("(%d) %s: %s", e.number, e.name, a) end
      first = first or a
      if i > 1 then same(format("(%d) %s, side %d", e.number, e.name, i), a, first, 1e-9, also) end
      if i == 1 or also then env[e.name] = a end
    end
    if e.element and env[e.name] then
      local fine, why = pcall(judge_elements, e, env, env[e.name])
      if not fine then complain("(%d) %s, its elements: %s", e.number, e.name, why) end
    end
  end
  return env
end

-- ---- against the runtime ----

local function judge_ends(env)
  for _, e in ipairs(ends.outputs) do
    if not env[e.name] then complain("no output %s", e.name)
    else same("output " .. e.name, env[e.name], runtime.outputs[e.c_name], 1e-9) end
  end
  same("J", env.J or {}, { runtime.J }, 1e-9)
  local told = 0
  for _, e in ipairs(equations) do
    if e.section == "The gradient" and not e.name:find "_d" or e.section == "The gradient" then
      local of = e.name:match "^d(.*)$"
      for kind, list in pairs { gradient = ends.parameters, dinputs = ends.inputs } do
        for _, p in ipairs(list) do
          if p.name == of then
            same(e.name, env[e.name], runtime[kind][p.c_name], 1e-8)
            told = told + 1
          end
        end
      end
    end
  end
  for _, p in ipairs(ends.parameters) do
    local is_zero = true
    for _, v in ipairs(runtime.gradient[p.c_name]) do is_zero = is_zero and v == 0 end
    if not is_zero and not by_name["d" .. p.name] then complain("no d%s", p.name) end
  end
  if told == 0 and #ends.parameters + #ends.inputs > 0 and whole then complain "no gradient" end
end

-- The step of each weight, from moments that are 0.
local function judge_step(env)
  local norm2 = 0
  for _, g in pairs(runtime.gradient) do
    for _, v in ipairs(g) do norm2 = norm2 + v * v end
  end
  local function scalar(x) return { rows = 1, cols = 1, x } end
  for _, p in ipairs(ends.parameters) do
    local before, g, after = env[p.name], runtime.gradient[p.c_name], runtime.after[p.c_name]
    local got = {}
    for i = 1, math.min(#before, 50) do
      local own = { k = scalar(1), J = scalar(runtime.J), [step.w] = scalar(before[i]),
                    [step.g] = scalar(g[i]), [step.rate_name] = scalar(tonumber(step.rate)) }
      for _, name in ipairs(step.moments) do own[name] = scalar(0) end
      for _, e in ipairs(equations) do
        if e.section == "A step" and e.trees[1] then
          own[e.name] = e.name:find "^norm2" and scalar(norm2) or evaluate_tree(e.trees[1], own)
          if e.name:find "^w_next" or e.name == step.w .. "_next" then got[i] = own[e.name][1] end
        end
      end
    end
    local is_frozen = true
    for i = 1, #after do is_frozen = is_frozen and after[i] == before[i] end
    if p.runs then
      same(p.name .. " after a step", env[p.name .. "_next"] or {}, after, 1e-8)
    elseif not is_frozen then same(p.name .. " after a step", got, { table.unpack(after, 1, #got) }, 1e-8) end
  end
end

-- ---- difference quotients ----

local function normal()
  return math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random())
end

-- The value of equation `last`, what is called `name` being moved by a multiple of a direction.
local function moved_values(env, name, direction, by, last)
  local own = setmetatable({}, { __index = env })
  local a = env[name]
  own[name] = formula.array(a.rows, a.cols, function(k) return a[k] + by * direction[k] end)
  for i = by_name[name] and by_name[name].place + 1 or 1, last do
    local e = equations[i]
    if e.trees[1] then own[e.name] = to_shape(evaluate_tree(e.trees[#e.trees], own, true), e) end
  end
  return own[equations[last].name]
end
local function moved_value(env, moved, direction, by, last)
  return moved_values(env, equations[moved].name, direction, by, last)[1]
end

local kinks = 0

local function judge_adjoint(env, e, of, last)
  local h <const> = 1e-6
  local said = ""
  for _ = 1, 3 do
    local direction, dot = {}, 0
    for i = 1, of.rows * of.cols do
      direction[i] = normal()
      dot = dot + direction[i] * env[e.name][i]
    end
    local after, before = moved_value(env, of.place, direction, h, last),
                          moved_value(env, of.place, direction, -h, last)
    local right, left = (after - env[equations[last].name][1]) / h,
                        (env[equations[last].name][1] - before) / h
    local slope = (after - before) / (2 * h)
    if math.abs(right - left) > 1e-2 * (math.abs(right) + math.abs(left)) + 1e-3 then
      kinks = kinks + 1 -- max of two that are equal, y > 0 of a relu's 0: no slope to compare with
      return true
    end
    if math.abs(slope - dot) <= 1e-4 * (math.abs(slope) + math.abs(dot)) + 1e-6 then return true end
    said = said .. format(" %g for %g", dot, slope)
  end
  complain("(%d) %s: slopes of%s", e.number, e.name, said)
end

-- How each element of a gate moves as what is called `by` moves along a direction.
local function judge_motion(env, e, of, by, direction, said)
  local h <const> = 1e-6
  local after, before = moved_values(env, by, direction, h, of.place),
                        moved_values(env, by, direction, -h, of.place)
  local now = env[of.name]
  for k = 1, of.rows * of.cols do
    local right, left = (after[k] - now[k]) / h, (now[k] - before[k]) / h
    local slope = (after[k] - before[k]) / (2 * h)
    if math.abs(right - left) > 1e-2 * (math.abs(right) + math.abs(left)) + 1e-3 then
      kinks = kinks + 1
    elseif math.abs(slope - said(k)) > 1e-4 * (math.abs(slope) + math.abs(said(k))) + 1e-6 then
      complain("(%d) %s: element %d moves by %g, says %g", e.number, e.name, k, slope, said(k))
      return
    end
  end
end

-- d y_ds of a jvp: x + s v moves with s. What begins the section says what v is.
local function judge_jvp(env, e, of)
  local by, s = e.title:match "itself reads: ([%w_]+) %+ ([%w_]+)%*"
  if not by or e.name ~= "d" .. of .. "_d" .. s then return false end
  local seed, z = by_name["d" .. by .. "_d" .. s], by_name[of]
  if not seed or not z or not env[seed.name] then return false end
  if by_name[by] and by_name[by].place >= z.place then return false end
  judge_motion(env, e, z, by, env[seed.name], function(k) return env[e.name][k] end)
  return true
end

-- d y_dz of a Jacobian, a row for each element of y; going forward d z_dx, for each element of x.
local function judge_rows(env, e)
  local y, x = e.title:match "jacobian%(([%w_]+), ([%w_]+)%)"
  local forward = e.title:find "forward:$"
  local of, by = y, x
  if forward then of = e.name:match("^d(.*)_d" .. x .. "$")
  elseif y then by = e.name:match("^d" .. y .. "_d(.*)$") end
  local z = of and by_name[of]
  if not z or not by or not env[by] or (by_name[by] and by_name[by].place >= z.place) then
    return false
  end
  local size, n = env[by].rows * env[by].cols, z.rows * z.cols
  local at, direction = math.random(size), {}
  for k = 1, size do direction[k] = k == at and 1 or 0 end
  judge_motion(env, e, z, by, direction, function(k)
    return env[e.name][forward and (at - 1) * n + k or (k - 1) * size + at]
  end)
  return true
end

local function judge_products(env)
  local judged = 0
  for _, e in ipairs(equations) do
    local told = false
    if e.section == "The motion" and env[e.name] then
      told = judge_jvp(env, e, e.name:match "^d(.*)_d" or "")
    elseif e.section == "The Jacobian" and env[e.name] then
      told = judge_rows(env, e)
    end
    judged = judged + (told and 1 or 0)
    if judged > 40 then break end
  end
  return judged
end

-- Of the loss by each gate, and of E by each of its own: at most so many, spread evenly.
local function judge_adjoints(env)
  local list, E = {}, nil
  for _, e in ipairs(equations) do
    local of, last
    E = e.title:match "^The gradient of ([%w_]+), " or E
    if e.section == "Backward" then
      of, last = by_name[e.name:sub(2)], by_name.loss
    elseif e.section == "The gradient" and e.name:find "^d.*_d" then
      if e.text:find "= 1   %[1x1%]$" then E = e.name:match "^d(.*)_d%1$" or E end
      if E and e.name:sub(1, #E + 3) == "d" .. E .. "_d" then
        of, last = by_name[e.name:sub(#E + 4)], by_name[E]
      end
    end
    if of and last and of.place < last.place and env[e.name] then list[#list + 1] = { e, of, last } end
  end
  local scalars = 0
  for _, p in ipairs(ends.parameters) do scalars = scalars + p.rows * p.cols end
  local most = scalars > 20000 and 2 or scalars > 2000 and 6 or 12
  for i = 1, #list, math.max(1, #list // most) do
    local e, of, last = table.unpack(list[i])
    judge_adjoint(env, e, of, last.place)
  end
  return #list
end

math.randomseed(1)
read_text()
local products = 0
local env = whole and judge_equations()
if whole and wrong == 0 then
  judge_ends(env)
  judge_step(env)
  for i, e in ipairs(equations) do e.place = i end
  judge_adjoints(env)
  products = judge_products(env)
end
print(#equations .. (whole and " equations" or " equations, and more left out")
      .. (products > 0 and format(", %d of products with Jacobians by differences", products) or "")
      .. (kinks > 0 and format(", %d gradients at kinks", kinks) or ""))
os.exit(wrong == 0)
