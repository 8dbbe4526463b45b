-- works.lua - the races of `make bench`, in sections. A work has a title, its facts (see
-- measure.race), contestants() and reference(), which build them when it is their turn; short: it
-- is in the summary; plot and at: a point of that plot.
local measure, peers = require "measure", require "peers"

local compilers = { "clang", "gcc" }
local mnist, wide = "784,500,10", "1024,1024,1024,1024,10"

-- Floating-point operations of a step: a product forward, one for dW and, but for the first layer,
-- one for dX, each 2 rows in out. Parameters: weights and biases.
local function count(sizes, rows)
  local flops, parameters, before, first = 0, 0, nil, true
  for n in sizes:gmatch "%d+" do
    if before then
      flops = flops + 2 * rows * before * n * (first and 2 or 3)
      parameters = parameters + (before + 1) * n
      first = false
    end
    before = n
  end
  return flops, math.tointeger(parameters)
end

local built = {} -- the generated contestants of a name

local function generated(name, sizes, rows, o)
  if not built[name] then
    local spec = peers.spec(name, sizes, o.batch or rows, o.hidden or "relu", o.output or "softmax",
                            o.loss or "cross_entropy", o.optimizer or "sgd")
    built[name] = {}
    for i, compiler in ipairs(compilers) do
      built[name][i] = peers.generated(name, spec, compiler, o.target and "-O3 " .. o.target,
                                       o.real)
    end
  end
  return built[name]
end

local function with(list, more)
  return table.move(more, 1, #more, #list + 1, table.move(list, 1, #list, 1, {}))
end

local libraries -- built once

-- o: hidden, output, loss, optimizer; batch, if calls take fewer rows; real, target (flags);
-- others(): the contestants beside generated code; small: no share of peak; short, plot, at.
local function work(name, title, sizes, rows, call, o)
  local flops, parameters = count(sizes, rows)
  local bytes = rows == 1 and not o.small and parameters * 4 * (call == "step" and 3 or 1) or nil
  local w = { title = title, short = o.short, plot = o.plot, at = o.at }
  w.facts = { title = title, sizes = sizes, rows = rows, call = call, flops = flops, bytes = bytes,
              small = o.small }
  function w.contestants()
    local list = generated(name, sizes, rows, o)
    return o.others and with(list, o.others()) or list
  end
  function w.reference()
    local peak = peers.peak(o.target or "-march=native", o.real)
    peak.call = not bytes and "step" or call == "step" and "backward" or "predict"
    return peak
  end
  return w
end

-- A step with two threads, beside one.
local function threaded(name, title, sizes, rows)
  local w = work(name, title, sizes, rows, "step", { others = function()
    local spec, list = ("%s/%s.lua"):format(measure.folder, name), {}
    for i, compiler in ipairs(compilers) do
      list[i] = peers.generated(name, spec, compiler, nil, nil, 2)
      list[i].ours = nil -- it is they that are compared with one thread
    end
    return list
  end })
  w.facts.threads = 2
  return w
end

local function all_libraries()
  libraries = libraries or peers.libraries()
  return libraries
end

-- ---- the sections ----

local function steps(quick)
  local list = {}
  for _, rows in ipairs(quick and { 16, 64 } or { 200, 128, 64, 32, 16 }) do
    list[#list + 1] = work("mnist" .. rows, "step, 784-500-10, batch " .. rows, mnist, rows, "step",
                           { others = all_libraries, short = true, plot = "batch", at = rows })
  end
  if not quick then
    list[#list + 1] = work("wide", "step, 1024-1024-1024-1024-10, batch 256", wide, 256, "step",
                           { others = all_libraries, short = true })
  end
  return { title = "A training step", works = list, note = [[
ReLU, softmax and cross-entropy, SGD; float. A step is forward, backward and update.]] }
end

local function backwards(quick)
  local list = {}
  for _, rows in ipairs(quick and { 16 } or { 200, 128, 64, 32, 16 }) do
    list[#list + 1] = work("mnist" .. rows, "backward, 784-500-10, batch " .. rows, mnist, rows,
                           "backward", {})
  end
  if not quick then
    list[#list + 1] = work("wide", "backward, 1024-1024-1024-1024-10, batch 256", wide, 256,
                           "backward", {})
  end
  return { title = "Gradients alone", works = list, note = [[
`backward` writes all gradients out, where `step` puts them into the update.]] }
end

local function singles()
  local list = {}
  for i, call in ipairs { "predict", "step" } do
    list[i] = work("single", call .. ", 784-500-10, one sample", mnist, 1, call,
                   { others = all_libraries, short = true })
  end
  return { title = "One sample at a time: memory rules", works = list, note = [[
Every weight takes part in a single multiplication, so time goes into moving the 1.6 MB of them. The
bytes are those of all parameters: read once by a prediction, read twice and written once by a
step. The bandwidth is that of plain loops which make the same traffic over an array of the same
size, in the same rounds. With weights stored as `w[out][in]` an update may leave out the rows of
hidden units whose gradient ReLU has made zero, about half of them, and moves fewer bytes than are
counted here: BLIS does so.]] }
end

local function threads(quick)
  local list = {
    threaded("mnist200", "step, 784-500-10, batch 200, threads", mnist, 200),
    not quick and threaded("wide", "step, 1024-1024-1024-1024-10, batch 256, threads", wide, 256)
      or nil,
  }
  return { title = "Two threads", works = list, note = [[
Compiled with `-fopenmp`, which divides what has much work among threads. The peak is one core's,
so that two can reach twice as much; two at once may be a little slower than one alone. The bits
are the same.]] }
end

local nets = {
  { "2-3-1", "sigmoid", "sigmoid" }, { "4-8-3", "tanh", "softmax" },
  { "8-32-32-4", "tanh", "identity" }, { "64-64-64-10", "relu", "softmax" },
}

local function smalls()
  local list = {}
  for i, net in ipairs(nets) do
    local shape, hidden, output = table.unpack(net)
    local sizes, name, others = shape:gsub("-", ","), "small" .. i, nil
    local loss = output == "softmax" and "cross_entropy" or "half_squared_error"
    for _, call in ipairs { "predict", "step" } do
      list[#list + 1] = work(name, ("%s, %s, %s"):format(call, shape, hidden), sizes, 1, call, {
        small = true, short = true, hidden = hidden, output = output, loss = loss,
        others = function()
          others = others or peers.small(name, sizes, hidden, output)
          return others
        end })
    end
  end
  list[#list + 1] = work("batched", "predict, 64-64-64-10, of a network with batch = 32",
                         "64,64,64,10", 1, "predict", { small = true, batch = 32 })
  return { title = "Small networks, one sample at a time", works = list, note = [[
Against loops with constant bounds in plain C, Eigen's matrices of fixed sizes, all under
`-O3 -march=native -ffast-math`, and FANN, which has neither ReLU nor softmax. From such loops gcc
calls glibc's vector functions, with errors of up to 4 ulp; clang has none for tanh. The last layers
are sigmoid, softmax, linear and softmax. The parameters stay in the nearest cache.]] }
end

local function targets()
  local list = {}
  for i, target in ipairs {
    { "-march=native", "double" }, { "-march=haswell", "float" }, { "-march=haswell", "double" },
    { "-march=x86-64", "float" }, { "-march=x86-64", "double" },
  } do
    local flags, real = table.unpack(target)
    list[i] = work("target" .. i, ("step, 784-500-10, batch 200, %s, %s"):format(real, flags),
                   mnist, 200, "step", { target = flags, real = real })
  end
  return { title = "Other reals and targets", works = list, note = [[
Each against the core's peak of the same real and target: 64-bit reals, AVX2 with FMA (haswell), and
SSE2, which has no FMA (x86-64).]] }
end

local function optimizers(quick)
  local list = {}
  for i, name in ipairs(quick and { "adam" } or { "momentum", "rmsprop", "adam" }) do
    list[i] = work(name, ("step, 784-500-10, batch 200, %s"):format(name), mnist, 200, "step",
                   { optimizer = name })
  end
  return { title = "Optimizers", works = list, note = [[
What is counted is the products, as for SGD above; the moments of each weight come on top.]] }
end

local function widths(quick)
  local list = {}
  for i, w in ipairs(quick and { 32, 64 } or { 32, 64, 100, 128, 256, 512, 768, 1024 }) do
    list[i] = work("width" .. w, ("step, %d-%d-10, batch 128"):format(w, w),
                   ("%d,%d,10"):format(w, w), 128, "step",
                   { others = all_libraries, plot = "width", at = w })
  end
  return { title = "Width", works = list, note = [[
A training step of networks with two equal widths, otherwise as above.]] }
end

-- All sections; quick: a few works of each.
return function(quick)
  return { steps(quick), backwards(quick), singles(), threads(quick), smalls(), targets(),
           optimizers(quick), widths(quick) }
end
