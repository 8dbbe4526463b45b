-- checks.lua - reading what the user wrote: kinds, ranges, names, options in braces.
-- A check takes a label and a value, and returns the value, or nil after a message.

words = {}           -- the environment of the spec
made_by = {}         -- elu(1) -> "elu"
optimizer_of = {}    -- what sgd { ... } returned -> its options
optimizer_maker = {} -- the word sgd -> its function

function wants(label, what, value)
  return problem(string.format("%s: wants %s, got %s", label, what, describe(value)))
end

-- As wants, where the value is to be a word: names are values, not strings.
function wants_word(label, what, value)
  if type(value) ~= "string" or words[value] == nil then return wants(label, what, value) end
  return problem(string.format("%s: wants %s: write %s, without quotes", label, what, value))
end

function did_you_mean(near) return near and " (did you mean '" .. near .. "'?)" or "" end

-- Whether v is a word that nobody knows, which is reported here, once: "layer 3: unknown
-- activation 'rleu'".
function is_unknown(v, what)
  if kind(v) ~= "poison" then return false end
  local name, line, near = take_unknown(v)
  if name then problem(what .. " '" .. name .. "'" .. did_you_mean(near), line) end
  return true
end

local function check(what, good)
  return function(label, v)
    if good(v) then return v end
    if kind(v) ~= "poison" then wants(label, what, v) end
    return nil
  end
end

local function number(what, good)
  return check(what, function(v) return type(v) == "number" and good(v) end)
end

finite = number("a finite number", function(v) return v - v == 0 end)
positive = number("a number above 0", function(v) return v > 0 and v < math.huge end)
not_negative = number("a number of at least 0", function(v) return v >= 0 and v < math.huge end)
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

function set_of(list)
  local s = {}
  for name in string.gmatch(list, "%g+") do s[name] = true end
  return s
end

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

local generated = set_of [[ p g n ws o seed vec real size_t int32_t uint32_t int64_t uint64_t NULL
  NAN INFINITY J loss mean_loss rate inverse_n norm2 correction1 correction2 ]]

function c_name(name) return cpp_keywords[name] and name .. "_" or name end

local longest_name = 60

function identifier(label, v)
  if type(v) ~= "string" then
    if kind(v) ~= "poison" then wants(label, "a name in quotes", v) end
  elseif not string.find(v, "^%a[%w_]*$") then
    wants(label, "a name of letters, digits and _ that begins with a letter", v)
  elseif #v > longest_name then
    problem(string.format("%s: a name has at most %d letters", label, longest_name))
  else
    return v
  end
  return nil
end

-- An input, target or output: an argument of the generated functions.
function argument_name(label, v)
  v = identifier(label, v)
  local own = v and (generated[v] or string.find(v, "^compute_") or string.find(v, "^multiply_"))
  if own or c_keywords[v or ""] then
    problem(string.format("%s: '%s' is %s: choose another name", label, v, c_keywords[v] and
                          "a word of C" or "a name that the generated functions use themselves"))
    return nil
  end
  return v
end

-- ---- options in braces ----

local synonyms = { lr = "rate", learning_rate = "rate", alpha = "decay", eps = "epsilon",
                   batch_size = "batch", weight_decay = "l2", dtype = "real" }

-- The fields of what the user wrote in braces, through the checks of `fields` (name -> check);
-- those that are absent or wrong are nil.
function read_fields(what, prefix, given, fields)
  local values, names, known = {}, {}, {}
  for name in pairs(fields) do known[#known + 1] = name end
  for name in pairs(given) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  if #names < entries(given) then
    problem(what .. ": every option wants a name, as in { name = value }")
  end
  table.sort(names)
  for _, name in ipairs(names) do
    if fields[name] then
      values[name] = fields[name](prefix .. name, given[name])
    else
      local near = fields[synonyms[name]] and synonyms[name] or nearest(name, known)
      problem(string.format("%s: unknown option '%s'%s", what, name, did_you_mean(near)))
    end
  end
  return values
end

function entries(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
