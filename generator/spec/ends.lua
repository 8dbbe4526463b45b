-- ends.lua - the words that make ends and learned arrays: input, target, parameter, param.

param_names = {}     -- that param() was asked for

local format = string.format

-- ---- ends ----

-- Name -> whose it is. Beside each input x the generated functions have its gradient, dx.
local taken
taken_by_inputs = nil

function forget_ends()
  ends = { input = {}, target = {} }
  taken, taken_by_inputs = {}, {}
end
forget_ends()

local function take_name(kind_name, label, name)
  local whose = format("the %s '%s' of line %d", kind_name, name, current_line())
  if taken[name] then return problem(label .. ": clashes with " .. taken[name]) end
  if kind_name == "input" then
    if taken["d" .. name] then
      return problem(label .. ": its gradient clashes with " .. taken["d" .. name])
    end
    taken["d" .. name] = "the gradient of " .. whose
    taken_by_inputs["d" .. name], taken_by_inputs[name] = taken["d" .. name], whose
  end
  taken[name] = whose
end

local ends_max = 1000 -- each is an argument of a C function
local ends_told

-- Reports, once, that there are too many inputs, targets and outputs; true when there are.
function too_many_ends(outputs, line)
  if #ends.input + #ends.target + outputs <= ends_max then return false end
  if not ends_told then
    problem(format("the network has more than %d inputs, targets and outputs: each is an argument "
                   .. "of a C function; concat joins vectors, slice takes them apart", ends_max),
            line)
  end
  ends_told = true
  return true
end

-- Declares an input or target of these axes; its node, or a poison.
function declare(kind_name, name, ...)
  name = argument_name(kind_name, name)
  if not name then return silence() end
  local label = format("%s '%s'", kind_name, name)
  local dims
  if select("#", ...) > 1 or kind((...)) == "table" then
    dims = sizes_of(label, axes_max, ...)
  else
    local elements = count(label .. ": the size", (...))
    dims = elements and { elements }
  end
  name = c_name(name)
  if not dims or take_name(kind_name, label, name) then return silence() end
  if size_of_shape(dims) > size_max then
    return problem(format("%s: %s makes more than %d elements", label, dims_text(dims), size_max))
  end
  local list = ends[kind_name]
  local e = { name = name, size = size_of_shape(dims), dims = dims, line = current_line() }
  e.node = with_shape(leaf(kind_name, 1, e.size, #list, name), dims)
  list[#list + 1] = e
  if too_many_ends(0) then return silence() end
  return e.node, e
end

local input_options = { classes = count }

-- input("ids", steps, { classes = 100 }): class numbers, which an embedding reads.
function input(name, ...)
  local sizes, given = { ... }, nil
  if #sizes > 1 and kind(sizes[#sizes]) == "table" then given = table.remove(sizes) end
  local node, e = declare("input", name, table.unpack(sizes))
  if given then
    local o = read_fields("input", "input: ", given, input_options)
    if e and o.classes then
      set_number(node, o.classes)
    elseif e and entries(given) == 0 then
      return wants("input: the last argument", "options in braces, as { classes = 100 }", given)
    end
  end
  return node
end

local class_or_values = one_of("index", "values")

-- A class needs something to choose from.
function make_class(e, line)
  e.is_class = true
  if #e.dims > 1 then
    problem(format("target '%s': a class number (\"index\") is of a vector of classes, got %s",
                   e.name, dims_text(e.dims)), line)
  end
  if e.size < 2 then
    problem(format("target '%s': a class number (\"index\") wants 2 or more classes, got %d",
                   e.name, e.size), line)
  end
end

function target(name, ...)
  local sizes, given = { ... }, nil
  if #sizes > 1 and math.type(sizes[#sizes]) == nil and kind(sizes[#sizes]) ~= "poison" then
    given = table.remove(sizes)
  end
  local node, e = declare("target", name, table.unpack(sizes))
  if given ~= nil and class_or_values("target", given) == "index" and e then
    make_class(e, e.line)
  end
  return node
end

-- ---- parameter ----

local parameter_options = {
  init = initialiser_option, l2 = not_negative, l1 = not_negative, train = boolean,
  name = argument_name,
}
local unnamed = 0

function parameter(...)
  local sizes, given = { ... }, {}
  if #sizes > 0 and kind(sizes[#sizes]) == "table" then given = table.remove(sizes) end
  if #given > 0 then sizes, given = given, {} end -- parameter { 2, 3 }
  local o = read_fields("parameter", "parameter: ", given, parameter_options)
  local dims = sizes_of("parameter", axes_max, table.unpack(sizes))
  if not dims or not fits_parameters("parameter", dims, 0) then return silence() end
  if size_of_shape(dims) > array_max then
    return problem(format("parameter: %s makes more than %d numbers", dims_text(dims), array_max))
  end
  if not o.name then
    unnamed = unnamed + 1
    o.name = "p" .. unnamed
  end
  return new_parameter(dims, { name = c_name(o.name), init = o.init or { name = "zeros" },
                               l2 = o.l2 or 0, l1 = o.l1 or 0, train = o.train ~= false, layer = 0,
                               line = current_line() })
end

-- ---- constant ----

arrays = {} -- fixed ones, as they were made

local function is_list_of(v, what)
  for i = 1, kind(v) == "table" and #v or 0 do
    if kind(v[i]) ~= what then return false end
  end
  return kind(v) == "table" and #v > 0 and entries(v) == #v
end

-- Appends the numbers of nested lists and finds their axes; false after a message.
local function read_nested(v, deep, dims, values)
  dims[deep] = dims[deep] or #v
  if is_list_of(v, "number") and (deep == #dims or #values == 0) then
    if #v ~= dims[deep] then
      problem(format("constant: rows of %d and of %d numbers: all must be as long", dims[deep], #v))
      return false
    end
    for _, number in ipairs(v) do
      if not finite("constant", number) then return false end
      values[#values + 1] = number
    end
    return true
  end
  local is_last = deep == axes_max or deep == #dims and #values > 0
  if not is_list_of(v, "table") or is_last or #v ~= dims[deep] then
    wants("constant", format("numbers in braces, or such lists, up to %d deep and all as long",
                             axes_max), v)
    return false
  end
  for _, row in ipairs(v) do
    if not read_nested(row, deep + 1, dims, values) then return false end
  end
  return true
end

-- constant { 0.5, 1, 2 }; constant(0.5) is an initialiser.
local constant_initialiser = constant
function constant(v, ...)
  if kind(v) ~= "table" or select("#", ...) > 0 then return constant_initialiser(v, ...) end
  local dims, values = {}, {}
  if not read_nested(v, 1, dims, values) then return silence() end
  if not fits_limit("constant", dims) then return silence() end
  local a = { name = "c" .. #arrays + 1, dims = dims, size = #values, values = values,
              line = current_line() }
  a.node = with_shape(leaf("array", 1, a.size, #arrays, a.name), dims)
  arrays[#arrays + 1] = a
  return a.node
end

-- ---- param ----

local function parse(default, text)
  if type(default) == "string" then return text end
  if type(default) == "number" then
    local v = tonumber(text)
    return v and v - v == 0 and v or nil
  end
  if text == "true" or text == "false" then return text == "true" end
end

function param(name, default)
  if not identifier("param", name) then return silence() end
  param_names[#param_names + 1] = name
  local label = format("param '%s'", name)
  local k = kind(default)
  if k == "poison" then return default end
  if k ~= "number" and k ~= "string" and k ~= "boolean" then
    return wants(label .. ": the default", "a number, a string or a boolean", default)
  end
  local text = definition(name)
  if text == nil then return default end
  local v = parse(default, text)
  if v == nil then
    problem(format("%s: -D %s=%s is not %s", label, name, text, k == "number" and "a finite number"
                   or "true or false"))
    return default
  end
  return v
end
