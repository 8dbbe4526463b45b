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

local function add_parameter(d, kind_name, rows, p)
  p.name = d.name and d.name .. "_" .. kind_name or kind_name .. d.number
  p.node = leaf("parameter", rows, d.size, #parameters, p.name)
  p.rows, p.cols, p.layer, p.train, p.line = rows, d.size, d.number, d.train, d.line
  parameters[#parameters + 1] = p
  return p.node
end

-- False when that makes more parameters than a network can have.
local function make_parameters(d, fan_in)
  scalars = scalars + fan_in * d.size + (d.bias and d.size or 0)
  if scalars > scalars_max then
    problem(format("%s: %d x %d weights make more than %d parameters in all", d.label, fan_in,
                   d.size, scalars_max // 1))
    return false
  end
  local init = d.init
  if not init then
    local name = made_by[d.activation]
    init = { name = relu_family[name] and "he_uniform" or "glorot_uniform" }
  end
  d.fan_in, d.first_line = fan_in, current_line()
  d.w = add_parameter(d, "w", fan_in, { init = init, l2 = d.l2, l1 = d.l1 or 0 })
  d.b = d.bias and add_parameter(d, "b", 1, { init = { name = "zeros" }, l2 = 0, l1 = 0,
                                              is_vector = true })
  return true
end

-- h = activation(x w + b)
local function apply_dense(d, x)
  if not d.number then number_layer(d) end
  if kind(x) == "poison" then return x end
  if kind(x) ~= "node" then return wants(d.label, "a node", x) end
  if not d.w then
    if not make_parameters(d, size(x)) then return silence() end
  elseif d.fan_in ~= size(x) then
    return problem(format("%s: has %d inputs since line %d, and %d here: a shared layer keeps its "
                          .. "shape", d.label, d.fan_in, d.first_line, size(x)))
  end
  d.uses = (d.uses or 0) + 1
  local suffix = d.uses > 1 and "_" .. d.uses or ""
  local z = matmul(x, d.w)
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

-- Declares an input or target; its node, or a poison.
function declare(kind_name, name, elements)
  name = argument_name(kind_name, name)
  if not name then return silence() end
  local label = format("%s '%s'", kind_name, name)
  elements = count(label .. ": the size", elements)
  name = c_name(name)
  if not elements or take_name(kind_name, label, name) then return silence() end
  local list = ends[kind_name]
  local e = { name = name, size = elements, line = current_line() }
  e.node = leaf(kind_name, 1, elements, #list, name)
  list[#list + 1] = e
  if too_many_ends(0) then return silence() end
  return e.node, e
end

function input(name, elements) return (declare("input", name, elements)) end

local class_or_values = one_of("index", "values")

-- A class needs something to choose from.
function make_class(e, line)
  e.is_class = true
  if e.size < 2 then
    problem(format("target '%s': a class number (\"index\") wants 2 or more classes, got %d",
                   e.name, e.size), line)
  end
end

function target(name, elements, given)
  local node, e = declare("target", name, elements)
  if given ~= nil and class_or_values("target", given) == "index" and e then
    make_class(e, e.line)
  end
  return node
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
