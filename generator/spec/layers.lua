-- layers.lua - initialisers, what layers have in common, and dense.

parameters = {}      -- in order: w and b of each layer as it is first applied
layer_line = {}      -- a layer -> the line that made it

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

function initialiser_option(label, v)
  if initialiser_of[v] then return initialiser_of[v] end
  if not is_unknown(v, label .. ": unknown initialiser", "initialiser") then
    wants_word(label, "an initialiser, such as he_normal or uniform(0.1)", v, "initialiser")
  end
  return nil
end

local relu_family = set_of "relu leaky_relu elu gelu silu mish"

-- ---- what layers have in common ----

local layers = 0
local layer_names = {} -- name -> line
local scalars = 0
local scalars_max = 2^31 - 1

local options = {
  bias = boolean, l2 = not_negative, l1 = not_negative, init = initialiser_option,
  name = identifier, train = boolean,
}

-- Layers that have arrays are numbered as they are first applied; from then on messages can name
-- this one.
local function number_layer(d)
  if d.has_arrays == false then
    d.number, d.label = 0, d.word
    return
  end
  layers = layers + 1
  d.number, d.label = layers, "layer " .. layers
  relabel(d.first_message, d.after_message, d.word, d.label)
  for i = d.first_unfit, d.last_unfit do
    local u = unfit_numbers[i]
    u.label = string.gsub(u.label, "^" .. d.word, d.label)
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
function new_parameter(dims, p)
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
function fits_parameters(label, dims, bias)
  local more = size_of_shape(dims) + bias
  if scalars + more <= scalars_max then
    scalars = scalars + more
    return true
  end
  problem(format("%s: %s weights make more than %d parameters in all", label, dims_text(dims),
                 scalars_max // 1))
  return false
end

-- What PyTorch calls a layer's arrays, unless the layer (d.pytorch) knows better.
local pytorch_names = { w = "weight", b = "bias", gain = "weight", bias = "bias", a = "weight",
                        running_mean = "running_mean", running_var = "running_var" }

function add_parameter(d, kind_name, dims, p)
  p.kind, p.pytorch = kind_name, (d.pytorch or pytorch_names)[kind_name]
  p.name = d.name and d.name .. "_" .. kind_name or kind_name .. d.number
  p.layer, p.train, p.line = d.number, d.train, d.line
  return new_parameter(dims, p)
end

-- A bias of `size`, or false where the layer has none.
function add_bias(d, kind_name, size)
  return d.bias and add_parameter(d, kind_name, { size }, { init = { name = "zeros" }, l2 = 0,
                                                            l1 = 0 })
end

function initialiser_for(d)
  local is_relu = relu_family[made_by[d.activation]]
  return d.init or { name = is_relu and "he_uniform" or "glorot_uniform" }
end

-- w of these dims, and a bias for each of the last; false when that makes too many parameters.
function make_parameters(d, dims, w)
  local outputs = dims[#dims]
  if not fits_parameters(d.label, dims, d.bias and outputs or 0) then return false end
  d.first_line = current_line()
  w.init, w.l2, w.l1 = initialiser_for(d), d.l2, d.l1 or 0
  d.w = add_parameter(d, "w", dims, w)
  d.b = add_bias(d, "b", outputs)
  return true
end

-- Numbers the layer where it is applied first. Nil: x is a node, and may be used; else what is to
-- be returned.
function enter_layer(d, x)
  if not d.number then number_layer(d) end
  if kind(x) == "poison" then return x end
  if kind(x) ~= "node" then return wants(d.label, "a node", x) end
  if classes_of(x) and d.word ~= "embedding" then return class_numbers(d.label) end
  d.uses = (d.uses or 0) + 1
  d.suffix = d.uses > 1 and "_" .. d.uses or ""
end

-- h = activation(z)
function leave_layer(d, z)
  if kind(z) ~= "node" then return z end
  if d.z then name_node(z, d.z .. d.suffix) end
  if not d.activation or d.activation == words.identity then return z end
  local h = at(current_line(), d.label, d.activation, z)
  if kind(h) == "node" then
    name_node(h, d.h .. d.suffix)
  elseif kind(h) ~= "poison" then
    return wants(d.label, "an activation that returns a node", h)
  end
  return h
end

local not_functions_of_a_node = set_of "loss optimizer initialiser layer"

local function is_activation(word_of_layer, v)
  local k, word = kind(v), v ~= nil and made_by[v]
  local is_other = word and not_functions_of_a_node[kind_of_word(word)]
  if v == nil or k == "poison" or (k == "function" and not is_other) then return true end
  wants_word(word_of_layer .. ": the activation", "a function of a node", v, "activation")
  return false
end

-- A layer: `activation` and `given`, the last of its arguments; options of its own beside dense's;
-- prepare(d), which checks the other arguments; apply(d, x), once the layer has its number.
function make_layer(name, activation, given, own_options, prepare, apply)
  if kind(activation) == "table" and given == nil then activation, given = nil, activation end
  local fields = {}
  for _, list in ipairs { options, own_options } do
    for option, check in pairs(list) do fields[option] = check or nil end
  end
  for option, check in pairs(own_options) do
    if not check then fields[option] = nil end
  end
  local d, first_message, first_unfit = {}, messages(), #unfit_numbers + 1
  if kind(given or {}) == "table" then
    d = read_fields(name, name .. ": ", given or {}, fields)
  else
    wants(name .. (name == "dense" and ": the third argument" or ": the last argument"),
          "options in braces, such as { bias = false }", given)
  end
  d.word = name
  prepare(d)
  d.activation = is_activation(name, activation) and activation or nil
  d.bias, d.train = d.bias ~= false, d.train ~= false
  d.line = current_line()
  d.first_message, d.after_message = first_message, messages() -- which get the layer's number
  d.first_unfit, d.last_unfit = first_unfit, #unfit_numbers
  local layer = word(function(x)
    local other = enter_layer(d, x)
    if other ~= nil then return other end
    return apply(d, x)
  end)
  layer_line[layer] = d.line
  return layer
end

-- A shared layer keeps its shape.
function keeps_inputs(d, inputs)
  if not d.fan_in or d.fan_in == inputs then return true end
  problem(format("%s: has %d inputs since line %d, and %d here: a shared layer keeps its shape",
                 d.label, d.fan_in, d.first_line, inputs))
  return false
end

-- ---- dense ----

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
  local inputs = shape(x)[#shape(x)]
  if not keeps_inputs(d, inputs) then return silence() end
  if not d.w then
    d.fan_in, d.is_matrix = inputs, #shape(x) == 1
    if not make_parameters(d, { inputs, d.size }, { is_matrix = d.is_matrix }) then
      return silence()
    end
  end
  local z = dense_product(d, x)
  if d.b and kind(z) == "node" then z = z + d.b end
  return leave_layer(d, z)
end

function dense(outputs, activation, given)
  return make_layer("dense", activation, given, {}, function(d)
    d.size = count("dense: the number of outputs", outputs) or 1
  end, apply_dense)
end
