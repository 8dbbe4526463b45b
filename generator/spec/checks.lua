-- checks.lua - reading what the user wrote: kinds, ranges, names, options in braces.
-- A check takes a label and a value, and returns the value, or nil after a message.

local format = string.format

words = {}           -- the environment of the spec
made_by = {}         -- elu(1) -> "elu"
optimizer_of = {}    -- what sgd { ... } returned -> its options
optimizer_maker = {} -- the word sgd -> its function

-- ---- messages ----

local reading -- the option that is being read: its table, key, and the line of the call

local function line_of_option()
  reading.lines = reading.lines or lines_of(reading.line, reading.given)
  return reading.lines[reading.key] or reading.line
end

-- Reports what is wrong at that line; without one, at the option that is being read, or where the
-- spec is.
function problem(text, line) return report(text, line or reading and line_of_option()) end

-- "the loss cross_entropy" of a word of the language, else what kind of value it is.
local function name_of(value)
  local word = value ~= nil and made_by[value]
  local kind_name = word and kind_of_word(word)
  return kind_name and "the " .. kind_name .. " " .. word or describe(value)
end

function wants(label, what, value, line)
  return problem(format("%s: wants %s, got %s", label, what, name_of(value)), line)
end

-- As wants, where a word of that kind is due: names are values, not strings.
function wants_word(label, what, value, kind_name, line)
  if type(value) ~= "string" then return wants(label, what, value, line) end
  if kinds[kind_name].set[value] then
    return problem(format("%s: wants %s: write %s, without quotes", label, what, value), line)
  end
  local near, hint = suggest(kind_name, value, {})
  return problem(format("%s: wants %s, got %s%s", label, what, describe(value),
                near and " (did you mean " .. near .. ", without quotes?)" or hint), line)
end

-- Whether v is a word that nobody knows, which is reported here, once, where a word of that kind is
-- due: "layer 3: unknown activation 'rleu'".
function is_unknown(v, what, kind_name)
  if kind(v) ~= "poison" then return false end
  local name, line, own = take_unknown(v, kinds[kind_name].types)
  if name then
    local _, hint = suggest(kind_name, name, own)
    problem(format("%s '%s'%s", what, name, hint), line)
  end
  return true
end

-- ---- checks ----

local function check(what, good)
  return function(label, v)
    if good(v) then return v end
    if not is_unknown(v, format("%s: wants %s, got the unknown word", label, what), "value") then
      wants(label, what, v)
    end
    return nil
  end
end

-- Numbers that a float cannot hold, until it is known what the network computes with.
unfit_numbers = {}

local function number(what, good)
  local of_kind = check(what, function(v) return type(v) == "number" and good(v) end)
  return function(label, v)
    v = of_kind(label, v)
    if v and unfit(v) then
      local line = reading and line_of_option() or current_line()
      unfit_numbers[#unfit_numbers + 1] = { label = label, number = v, line = line }
    end
    return v
  end
end

finite = number("a finite number", function(v) return v - v == 0 end)
positive = number("a number above 0", function(v) return v > 0 and v < math.huge end)
not_negative = number("a number of at least 0", function(v) return v >= 0 and v < math.huge end)
share = number("a number between 0 and 1", function(v) return v >= 0 and v <= 1 end)
below_one = number("a number of at least 0 and below 1", function(v) return v >= 0 and v < 1 end)
inside_unit = number("a number between 0 and 1", function(v) return v > 0 and v < 1 end)
boolean = check("true or false", function(v) return type(v) == "boolean" end)
anything = function(_, v) return v end

local a_count = number("a whole number from 1 to " .. size_max, function(v)
  return math.tointeger(v) and v >= 1 and v <= size_max
end)
function count(label, v) return math.tointeger(a_count(label, v)) end

function one_of(...)
  local choices = { ... }
  return check("'" .. table.concat(choices, "' or '") .. "'", function(v)
    for _, choice in ipairs(choices) do
      if v == choice then return true end
    end
  end)
end

-- ---- names ----

local c_keywords = set_of [[ auto break case char const continue default do double else enum extern
  float for goto if inline int long register restrict return short signed sizeof static struct
  switch typedef union unsigned void volatile while ]]

-- The generated file must be C++ too, where these become class_ and so on.
local cpp_keywords = set_of [[ alignas alignof and and_eq asm bitand bitor bool catch class co_await
  co_return co_yield compl concept consteval constexpr constinit const_cast decltype delete
  dynamic_cast explicit export false friend mutable namespace new noexcept not not_eq nullptr
  operator or or_eq private protected public reinterpret_cast requires static_assert static_cast
  template this thread_local throw true try typeid typename typeof using virtual wchar_t xor
  xor_eq ]]

function c_name(name) return cpp_keywords[name] and name .. "_" or name end

local longest_name = 60

function identifier(label, v, line)
  if type(v) ~= "string" then
    if not is_unknown(v, label .. ": wants a name in quotes, got the unknown word", "value") then
      wants(label, "a name in quotes", v, line)
    end
  elseif not string.find(v, "^%a[%w_]*$") then
    wants(label, "a name of letters, digits and _ that begins with a letter", v, line)
  elseif #v > longest_name then
    problem(format("%s: a name has at most %d letters", label, longest_name), line)
  else
    return v
  end
  return nil
end

-- An input, target or output: an argument of the generated functions.
function argument_name(label, v, line)
  v = identifier(label, v, line)
  if c_keywords[v or ""] then
    problem(format("%s: '%s' is a word of C: choose another name", label, v), line)
    return nil
  end
  return v
end

-- ---- options in braces ----

-- Whether there is a field that none of `fields` is, which is reported.
function has_unknown_option(what, given, fields)
  for name in pairs(given) do
    if type(name) == "string" and not fields[name] then
      problem(format("%s: unknown option '%s'%s", what, name, suggest_option(name, fields)))
      return true
    end
  end
  return false
end

-- The fields of what the user wrote in braces, through the checks of `fields` (name -> check);
-- those that are absent or wrong are nil.
function read_fields(what, prefix, given, fields)
  local values, names, outer = {}, {}, reading
  for name in pairs(given) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  reading = { given = given, line = current_line(), key = 1 }
  if #names < entries(given) then
    problem(what .. ": every option wants a name, as in { name = value }")
  end
  table.sort(names)
  for _, name in ipairs(names) do
    reading.key = name
    if fields[name] then
      values[name] = fields[name](prefix .. name, given[name])
    else
      problem(format("%s: unknown option '%s'%s", what, name, suggest_option(name, fields)))
    end
  end
  reading = outer
  return values
end

function entries(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
