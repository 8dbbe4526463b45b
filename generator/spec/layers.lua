-- layers.lua - the words that make parameters and ends: dense and its initialisers, input,
-- target, param.

parameters = {}      -- in order: w and b of each layer as it is first applied
layer_line = {}      -- a dense layer -> the line that made it
param_names = {}     -- that param() was asked for

local format = string.format

-- ---- initialisers ----

local initialiser_of = {} -- value -> { name, number }

local function initialiser(name)
  local bare
  bare = word(function() return bare end) -- he_normal and he_normal() are the same
  initialiser_of[bare], made_by[bare] = { name = name }, name
  words[name] = bare
end

for _, name in ipairs { "zeros", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
                        "lecun_normal" } do
  initialiser(name)
end

local function with_number(name, check)
  return function(a)
    local value = {}
    initialiser_of[value] = { name = name, value = check(name, a) or 0 }
    return value
  end
end

uniform = with_number("uniform", not_negative)
constant = with_number("constant", finite)

local function is_initialiser(label, v)
  if initialiser_of[v] then return initialiser_of[v] end
  if not is_unknown(v, label .. ": unknown initialiser", "initialiser") then
    wants_word(label, "an initialiser, such as he_normal or uniform(0.1)", v, "initialiser")
  end
  return nil
end

local relu_family = set_of "relu leaky_relu elu gelu silu mish"

-- ---- dense ----

local layers = 0
local layer_names = {} -- name -> line
local scalars = 0
local scalars_max = 2^31 - 1

local options = {
  bias = boolean, l2 = not_negative, l1 = not_negative, init = is_initialiser, name = identifier,
  train = boolean,
}

-- Layers are numbered as they are first applied; from then on messages can name this one.
local function number_layer(d)
  layers = layers + 1
  d.number, d.label = layers, "layer " .. layers
  relabel(d.first_message, d.after_message, "dense", d.label)
  for i = d.first_unfit, d.last_unfit do
    local u = unfit_numbers[i]
    u.label = string.gsub(u.label, "^dense", d.label)
  end
  if is_unknown(d.activation, d.label .. ": unknown activation", "activation") then
    d.activation = nil
  end
  local name = d.name
  d.z, d.h = name and name .. "_z" or "z" .. layers, name and name .. "_h" or "h" .. layers
  if name and layer_names[name] then
    problem(format("%s: line %d has a layer of the name '%s' already", d.label, layer_names[name],
                   name))
  elseif name then
    layer_names[name] = d.line
  end
end

-- A learned array. Those of dims that a product of vectors reads are matrices; the others are, to
-- gradients and updates, one row of numbers.
local function new_parameter(dims, p)
  local rows = p.is_matrix and dims[1] or 1
  local last = dims[#dims]
  p.node = leaf("parameter", rows, size_of_shape(dims) // rows, #parameters, p.name)
  p.dims, p.rows, p.cols, p.is_vector = dims, rows, size_of_shape(dims) // rows, not p.is_matrix
  p.fan_in = p.fan_in or (#dims > 1 and size_of_shape(dims) / last or 1)
  p.fan_out = p.fan_out or last
  parameters[#parameters + 1] = p
  if #dims <= axes_max and not p.is_matrix then return with_shape(p.node, dims) end
  return p.node
end

-- Whether so many more make no more parameters than a network can have.
local function fits_parameters(label, dims, bias)
  scalars = scalars + size_of_shape(dims) + bias
  if scalars <= scalars_max then return true end
  problem(format("%s: %s weights make more than %d parameters in all", label, dims_text(dims),
                 scalars_max // 1))
  return false
end

local function add_parameter(d, kind_name, dims, p)
  p.name = d.name and d.name .. "_" .. kind_name or kind_name .. d.number
  p.layer, p.train, p.line = d.number, d.train, d.line
  return new_parameter(dims, p)
end

local function initialiser_for(d)
  return d.init or { name = relu_family[made_by[d.activation]] and "he_uniform" or "glorot_uniform" }
end

-- w of these dims, and a bias for each of the last; false when that makes too many parameters.
local function make_parameters(d, dims, w)
  local outputs = dims[#dims]
  if not fits_parameters(d.label, dims, d.bias and outputs or 0) then return false end
  d.first_line = current_line()
  w.init, w.l2, w.l1 = initialiser_for(d), d.l2, d.l1 or 0
  d.w = add_parameter(d, "w", dims, w)
  d.b = d.bias and add_parameter(d, "b", { outputs }, { init = { name = "zeros" }, l2 = 0, l1 = 0 })
  return true
end

-- x w. A vector by a matrix is the gate that has kernels of its own; a value of more axes is a row
-- for each of its positions, of which w as an array of numbers is a factor, or, where that is a
-- matrix already, one after the other.
local function dense_product(d, x)
  local dims = shape(x)
  if #dims == 1 and d.is_matrix then return matmul(x, d.w) end
  if d.is_matrix then
    local positions, rows = size(x) // d.fan_in, {}
    local flat = flatten(x)
    for i = 1, positions do
      rows[i] = matmul(slice(flat, (i - 1) * d.fan_in + 1, i * d.fan_in), d.w)
    end
    dims[#dims] = d.size
    return with_shape(concat(rows), dims)
  end
  local positions = size(x) // d.fan_in
  dims[#dims] = d.size
  local z = product_of(d.label, #dims == 1 and x or reshape(x, positions, d.fan_in), d.w)
  return kind(z) == "node" and with_shape(z, dims) or z
end

-- h = activation(x w + b)
local function apply_dense(d, x)
  if not d.number then number_layer(d) end
  if kind(x) == "poison" then return x end
  if kind(x) ~= "node" then return wants(d.label, "a node", x) end
  local inputs = shape(x)[#shape(x)]
  if not d.w then
    d.fan_in, d.is_matrix = inputs, #shape(x) == 1
    if not make_parameters(d, { inputs, d.size }, { is_matrix = d.is_matrix }) then
      return silence()
    end
  elseif d.fan_in ~= inputs then
    return problem(format("%s: has %d inputs since line %d, and %d here: a shared layer keeps its "
                          .. "shape", d.label, d.fan_in, d.first_line, inputs))
  end
  d.uses = (d.uses or 0) + 1
  local suffix = d.uses > 1 and "_" .. d.uses or ""
  local z = dense_product(d, x)
  if kind(z) ~= "node" then return z end
  if d.b then z = z + d.b end
  name_node(z, d.z .. suffix)
  if not d.activation or d.activation == words.identity then return z end
  local h = at(current_line(), d.label, d.activation, z)
  if kind(h) == "node" then
    name_node(h, d.h .. suffix)
  elseif kind(h) ~= "poison" then
    return wants(d.label, "an activation that returns a node", h)
  end
  return h
end

local not_functions_of_a_node = set_of "loss optimizer initialiser layer"

local function is_activation(v)
  local k, word = kind(v), v ~= nil and made_by[v]
  local is_other = word and not_functions_of_a_node[kind_of_word(word)]
  if v == nil or k == "poison" or (k == "function" and not is_other) then return true end
  wants_word("dense: the activation", "a function of a node", v, "activation")
  return false
end

function dense(outputs, activation, given)
  if kind(activation) == "table" and given == nil then activation, given = nil, activation end
  local d, first_message, first_unfit = {}, messages(), #unfit_numbers + 1
  if kind(given or {}) == "table" then
    d = read_fields("dense", "dense: ", given or {}, options)
  else
    wants("dense: the third argument", "options in braces, such as { bias = false }", given)
  end
  d.size = count("dense: the number of outputs", outputs) or 1
  d.activation = is_activation(activation) and activation or nil
  d.bias, d.train = d.bias ~= false, d.train ~= false
  d.line = current_line()
  d.first_message, d.after_message = first_message, messages() -- which get the layer's number
  d.first_unfit, d.last_unfit = first_unfit, #unfit_numbers
  local layer = word(function(x) return apply_dense(d, x) end)
  layer_line[layer] = d.line
  return layer
end

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

function input(name, ...) return (declare("input", name, ...)) end

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
  init = is_initialiser, l2 = not_negative, l1 = not_negative, train = boolean,
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
