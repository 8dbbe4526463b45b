-- network.lua - network { ... } in its two forms, and what the C side reads: `result`.
--
-- From C: default_name and file_name; from the command line prefix, real_option, clip_norm, or nil.

local format = string.format

local network_value -- what network returned
local network_line, field_line -- of its call; of each of its fields

local function is_optimizer(label, v)
  if optimizer_of[v] then return optimizer_of[v] end
  if optimizer_maker[v] then return optimizer_of[optimizer_maker[v]()] end
  if not is_unknown(v, "unknown optimizer", "optimizer") then
    wants_word(label, "an optimizer, such as sgd { rate = 0.1 }", v, "optimizer")
  end
  return nil
end

local function is_list(label, v)
  if kind(v) == "table" then return v end
  if not is_unknown(v, label .. ": wants a list in braces, got the unknown word", "value") then
    wants(label, "a list in braces", v)
  end
  return nil
end

-- A size, or a list of them, which declare looks into.
local function is_size(label, v) return kind(v) == "table" and v or count(label, v) end

local fields = {
  name = identifier, input = is_size, layers = is_list, loss = anything, l2 = not_negative,
  batch = count, optimizer = is_optimizer, real = one_of("float", "double"),
  targets = one_of("index", "values"), outputs = is_list, output = anything,
}

local function missing(given, ...)
  for _, name in ipairs { ... } do
    if given[name] == nil then problem(format("network: '%s' is missing", name)) end
  end
end

-- ---- the loss ----

local function scalar_loss(e)
  local line = field_line.loss
  if kind(e) == "node" then
    if size(e) == 1 then return e end
    problem(format("loss: wants a scalar, got a node of size %d: sum(...) or mean(...) makes one",
                   size(e)), line)
  elseif kind(e) ~= "poison" then
    wants("loss", "a scalar node", e, line)
  end
  return nil
end

-- ---- the sequential form: x through the layers is y; loss(y, t) ----

local not_layers = set_of "loss optimizer initialiser"

local function apply_layer(i, layer, x, line)
  local label = format("layers[%d]", i)
  if is_unknown(layer, label .. ": unknown layer", "layer") then return silence() end
  local word = layer ~= nil and made_by[layer]
  if kind(layer) ~= "function" or word and not_layers[kind_of_word(word)] then
    wants_word(label, "a layer, a function from node to node", layer, "activation", line)
    return silence()
  elseif how_made(word) then
    return problem(format("%s: %s makes layers: write %s", label, word, how_made(word)), line)
  end
  local built_in = layer_line[layer] -- says itself which layer it is
  local y = at(built_in or line, not built_in and label or nil, layer, x)
  if kind(y) == "node" or kind(y) == "poison" then return y end
  return wants(label, "a layer that returns a node", y, line)
end

local function apply_layers(given, layers, x)
  local lines = lines_of(network_line, given, "layers")
  if #layers < entries(layers) then
    problem("layers: wants a list without names or gaps, such as { dense(10, relu), dense(1) }",
            field_line.layers)
  elseif #layers == 0 then
    problem("layers: wants at least one layer", field_line.layers)
  end
  for i = 1, #layers do x = apply_layer(i, layers[i], x, lines[i] or field_line.layers) end
  return x
end

local function sequential_loss(loss, y, is_class)
  local t, e = silence(), nil
  if kind(y) == "node" then t, e = declare("target", "t", shape(y)) end
  if e and is_class then make_class(e, field_line.targets) end
  if is_unknown(loss, "unknown loss", "loss") then return nil end
  local word = loss ~= nil and made_by[loss]
  if kind(loss) ~= "function" or word and not_layers[kind_of_word(word)] and
     kind_of_word(word) ~= "loss" then
    if loss ~= nil then
      wants_word("loss", "a function (y, t) to a scalar node", loss, "loss", field_line.loss)
    end
    return nil
  end
  return scalar_loss(at(field_line.loss, "loss", loss, y, t))
end

local function sequential(given, f)
  missing(given, "input", "layers", "loss")
  for _, kind_name in ipairs { "input", "target" } do
    for _, e in ipairs(ends[kind_name]) do
      problem(format("%s '%s' belongs to the general form (outputs, loss); here they are x and t",
                     kind_name, e.name), e.line)
    end
  end
  forget_ends()
  local y = f.input and declare("input", "x", f.input) or silence()
  if f.layers then y = apply_layers(given, f.layers, y) end
  local loss = sequential_loss(f.loss, y, f.targets == "index")
  return { { name = "y", node = y, line = network_line } }, loss
end

-- ---- the general form: named outputs, a loss node ----

local function add_output(outputs, name, node, line)
  local label = format("output '%s'", name)
  if is_unknown(node, label .. ": unknown word", "value") then return end
  if kind(node) ~= "node" then return wants(label, "a node", node, line) end
  if not argument_name("output", name, line) then return end
  name = c_name(name)
  if taken_by_inputs[name] then
    return problem(format("%s: clashes with %s", label, taken_by_inputs[name]), line)
  end
  outputs[#outputs + 1] = { name = name, node = node, line = line }
end

local function read_outputs(given, f)
  local outputs, names = {}, {}
  if given.output ~= nil then
    add_output(outputs, "y", f.output, field_line.output)
  elseif f.outputs then
    local lines = lines_of(network_line, given, "outputs")
    for name in pairs(f.outputs) do
      if type(name) == "string" then names[#names + 1] = name end
    end
    if #names < entries(f.outputs) then
      problem("outputs: every output wants a name, such as { y = y }",
              lines[1] or field_line.outputs)
    elseif #names == 0 then
      problem("outputs: wants at least one output, such as { y = y }", field_line.outputs)
    end
    if too_many_ends(#names, field_line.outputs) then return outputs end
    table.sort(names)
    for _, name in ipairs(names) do
      add_output(outputs, name, f.outputs[name], lines[name] or field_line.outputs)
    end
  end
  return outputs
end

local function general(given, f)
  missing(given, "loss")
  if given.output ~= nil and given.outputs ~= nil then
    problem("network: wants 'outputs' or 'output', got both",
            math.max(field_line.output, field_line.outputs))
  end
  local outputs = read_outputs(given, f)
  if #ends.input == 0 and not failed() then
    problem("network: no input: make one with input(name, size)")
  end
  if f.targets == "index" then
    for _, e in ipairs(ends.target) do make_class(e, e.line) end
  end
  if given.loss == nil or is_unknown(f.loss, "unknown loss", "loss") then return outputs end
  if kind(f.loss) == "function" then
    wants("loss", "a scalar node, such as cross_entropy(y, target(\"t\", 10))", f.loss,
          field_line.loss)
    return outputs
  end
  return outputs, scalar_loss(f.loss)
end

-- ---- both ----

-- The update of one weight; variables come into being as the formulas name them.
local function write_optimizer(o)
  local v = setmetatable({}, { __index = function(known, name)
    local node = leaf("variable", 1, 1, 0, name)
    rawset(known, name, node)
    return node
  end })
  local states
  if clip_norm then -- as torch.nn.utils.clip_grad_norm_ does it
    rawset(v, "g", v.g * min(1, clip_norm / (sqrt(v.norm2) + 1e-6)))
  end
  o.next_w, states = o.update(o, v)
  o.state, o.next_state = {}, {}
  for name in pairs(states) do o.state[#o.state + 1] = name end
  table.sort(o.state)
  for i, name in ipairs(o.state) do o.next_state[i] = states[name] end
  return o, penalty_l2(v.w), penalty_l1(v.w)
end

-- What each target is compared with, and by which loss of ours.
local function write_comparisons()
  local list = {}
  for i, e in ipairs(ends.target) do
    local c = compared[e.node]
    if c then list[#list + 1] = { loss = c.loss, y = c.y, target = i - 1 } end
  end
  return list
end

local function write_parameters(l2)
  for _, p in ipairs(parameters) do
    if not p.l2 then p.l2 = l2 end
    p.init_value, p.init = p.init.value or 0, p.init.name
  end
  return parameters
end

-- The generated functions and types begin with the network's name.
local function check_arguments(name)
  local own, line_of = {}, {}
  for _, word in ipairs { "parameters", "workspace", "optimizer", "init", "optimizer_init",
                          "predict", "forward", "loss", "backward", "step" } do
    own[name .. "_" .. word] = true
  end
  for _, p in ipairs(parameters) do
    for _, word in ipairs { "gradient_", "update_", "penalty_" } do own[word .. p.name] = true end
    if line_of[p.name] and not failed() then
      problem(format("parameter '%s': line %d has an array of this name", p.name, line_of[p.name]),
              p.line)
    end
    line_of[p.name] = p.line
  end
  for _, list in ipairs { ends.input, ends.target, result.outputs } do
    for _, e in ipairs(list) do
      if own[e.name] then
        problem(format("'%s' is a name of the generated file: choose another", e.name), e.line)
      end
    end
  end
end

local function check_floats()
  for _, u in ipairs(unfit_numbers) do
    problem(u.label .. ": " .. unfit(u.number), u.line)
  end
end

function network(given)
  if kind(given) == "poison" then return given end
  if kind(given) ~= "table" then return wants("network", "options in braces", given) end
  if network_line then
    return problem(format("network: line %d has called it already", network_line))
  end
  network_line = current_line()
  field_line = setmetatable(lines_of(network_line, given), { __index = function()
    return network_line
  end })
  local f = read_fields("network", "", given, fields)
  local is_sequential = given.input ~= nil or given.layers ~= nil
  local is_general = given.outputs ~= nil or given.output ~= nil
  if is_sequential and is_general then
    return problem("network: 'input' and 'layers' are one form, 'outputs' the other: not both")
  elseif not is_sequential and not is_general then
    return problem("network: wants input, layers and loss, or outputs and loss")
  end
  local form = is_sequential and sequential or general
  result = { is_sequential = is_sequential, batch = f.batch or 32 }
  result.outputs, result.loss = form(given, f)
  if #parameters == 0 and not failed() then
    problem("network: has no parameters, so that there is nothing to train")
  end
  result.name = prefix or f.name or default_name
  result.is_double = (real_option or f.real) == "double"
  if not result.is_double then check_floats() end
  result.inputs, result.targets = ends.input, ends.target
  check_arguments(result.name)
  result.comparisons, result.drops = write_comparisons(), drops()
  result.parameters, result.arrays = write_parameters(f.l2 or 0), arrays
  local o = f.optimizer or is_optimizer("optimizer", words.sgd)
  result.optimizer, result.penalty_l2, result.penalty_l1 = write_optimizer(o)
  network_value = {}
  return network_value
end

-- After the spec's last line: what did it return, and did all of the command line mean something?
function finish(returned)
  if failed() then return end
  if network_value == nil then
    if returned == nil then
      problem("the spec returns nothing: end it with `return network { ... }`", end_line())
    else
      wants("the spec's result", "network { ... }", returned, end_line())
    end
  elseif returned ~= network_value then
    problem("network: is not returned: write `return network { ... }`", network_line)
  end
  for name in unused_definition do
    report_plain(format("-D %s: no param has this name%s", name, suggest_of(name, param_names)))
  end
end
