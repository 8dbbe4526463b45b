-- sizes.lua - a network of the sizes that people use, the same for the same seed.
--
--   lua5.4 tests/sizes.lua SEED > net.lua
--
-- Successive seeds go through the losses, the optimizers and the batches, so that a dozen of them
-- have met each; the depth, widths, activations and options are as chance has it. Seeds from 9001
-- on are networks that did not compile once, or not without a word.
local seed = math.tointeger(tonumber(arg[1]))
if not seed then
  io.stderr:write "usage: lua5.4 sizes.lua SEED\n"
  os.exit(2)
end
math.randomseed(seed, 20240610)

local found = {
  -- the product of a batch in two statements, for one sample in a loop
  "input = 128, layers = { dense(8, relu) }, loss = mean_squared_error, batch = 512",
  -- a loop of rows that threads divide, and nothing else that they do
  "input = 4, layers = { dense(10, relu), dense(10, softmax) }, batch = 1000, loss = cross_entropy",
  -- narrow rows alone: on 16 lanes nothing sums whole ones
  "input = 32, layers = { dense(8) }, batch = 1, loss = half_squared_error",
  "input = 32, layers = { dense(4, { train = false }) }, batch = 1, loss = half_squared_error",
  -- a panel without columns left, in which gcc saw a loop without end
  "input = 4, layers = { dense(32, tanh), dense(33) }, batch = 16, loss = half_squared_error",
  -- a macro that was folded without a backslash
  "name = \"a_name_that_is_not_short\", input = 2, layers = { dense(640, silu) }, batch = 512,"
    .. " loss = huber",
  -- one output of softmax is 1: nothing but parts of rows is loaded
  "input = 31, batch = 32, real = \"double\", loss = cross_entropy, optimizer = rmsprop,"
    .. " layers = { dense(100, leaky_relu, { bias = false }), dense(1, softmax) }",
}
if seed > 9000 then
  print("return network { " .. found[seed - 9000] .. " }")
  return
end

local function pick(list) return list[math.random(#list)] end
local function turn(list) return list[seed % #list + 1] end -- the lengths have no common factor
local function chance(p) return math.random() < p end

local widths = { 1, 2, 3, 8, 10, 16, 31, 64, 100, 128, 500, 512, 640, 1000, 1024 }
local batches = { 1, 2, 7, 32, 200, 512, 4096 }
local activations = {
  "identity", "relu", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus",
  "softsign", "hardtanh", "hardsigmoid", "sigmoid", "tanh", "tanh", "softmax", "log_softmax",
  "square", "sine",
}
local losses = { -- with the last activation that suits
  { "half_squared_error" }, { "mean_squared_error" }, { "absolute_error" }, { "huber(1)" },
  { "log_cosh" }, { "hinge" }, { "quantile(0.3)" }, { "kl_divergence", "softmax" },
  { "cross_entropy", "softmax" }, { "cross_entropy", "softmax", "\"index\"" },
  { "binary_cross_entropy", "sigmoid" },
}
local optimizers = {
  "sgd { rate = 0.1 }", "momentum", "nesterov", "rmsprop", "adam", "adamw", "polyak",
  "sgd { rate = 0.1, momentum = 0.9, weight_decay = 0.01 }", "rmsprop { momentum = 0.3 }",
}

local function options()
  local list = {}
  local function add(p, text) if chance(p) then list[#list + 1] = text end end
  add(0.1, "bias = false")
  add(0.1, "l2 = 0.01")
  add(0.1, "l1 = 0.01")
  add(0.1, "train = false")
  return #list > 0 and ", { " .. table.concat(list, ", ") .. " }" or ""
end

local loss, layers = turn(losses), {}
for i = 1, math.random(0, 5) do
  layers[i] = ("dense(%d, %s%s)"):format(pick(widths), pick(activations), options())
end
local last = pick(widths)
while loss[3] and last == 1 do last = pick(widths) end -- of one class there are no numbers
layers[#layers + 1] = ("dense(%d, %s)"):format(last, loss[2] or pick { "identity", "tanh", "relu" })

print(("return network {\n  name = \"net\", input = %d, batch = %d, real = %q,\n  layers = { %s },")
  :format(pick(widths), turn(batches), seed // 2 % 2 == 0 and "float" or "double",
          table.concat(layers, ", ")))
if loss[3] then print("  targets = " .. loss[3] .. ",") end
if chance(0.3) then print "  l2 = 1e-4," end
print(("  loss = %s, optimizer = %s,\n}"):format(loss[1], turn(optimizers)))
