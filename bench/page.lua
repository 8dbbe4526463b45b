-- page.lua - performance.md: the machine, a summary, plots, how it was measured, all tables.
local measure, store = require "measure", require "store"
local tables, plots = require "tables", require "plots"

local page = {}

-- ---- the machine ----

local function first_line(command)
  local _, out = measure.shell(command .. " 2> /dev/null")
  return out:match "[^\n]*"
end

local function wrapped(text)
  local lines, line = {}, ""
  for word in text:gmatch "%S+" do
    if #line + #word >= 100 then
      lines[#lines + 1], line = line, ""
    end
    line = line == "" and word or line .. " " .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

local function machine()
  local function field(name)
    return first_line(("LC_ALL=C lscpu | sed -n 's/^%s: *//p'"):format(name))
  end
  local caches = {}
  for _, name in ipairs { "L1d", "L2", "L3" } do
    local size = first_line(("LC_ALL=C lscpu -C=NAME,ONE-SIZE | awk '$1 == \"%s\" { print $2 }'")
      :format(name))
    if size ~= "" then caches[#caches + 1] = ("%s %s"):format(name, size) end
  end
  local version = "sed 's/ (.*) / /'" -- of the compilers' first lines
  return {
    { "processor", ("%s, family %s, model %s"):format(field "Model name", field "CPU family",
                                                     field "Model") },
    { "caches of a core", table.concat(caches, ", ") },
    { "system", first_line ". /etc/os-release; echo \"$PRETTY_NAME, $(uname -m)\"" },
    { "compilers", first_line("clang --version | " .. version) .. "; "
      .. first_line("gcc --version | " .. version) },
  }
end

local function versions()
  local list = {}
  for _, library in ipairs {
    { "oneDNN", "libdnnl-dev" }, { "OpenBLAS", "libopenblas-dev" }, { "BLIS", "libblis-dev" },
    { "Eigen", "libeigen3-dev" }, { "libxsmm", "libxsmm-dev" }, { "FANN", "libfann-dev" },
    { "SLEEF", "libsleef-dev" }, { "PyTorch", "python3-torch" },
  } do
    local name, package = table.unpack(library)
    local version = first_line(("dpkg-query -W -f '${Version}\\n' %s"):format(package))
    if version ~= "" then list[#list + 1] = name .. " " .. version end
  end
  return wrapped("Libraries, in the versions of their Debian packages: " .. table.concat(list, ", ")
                 .. ".")
end

-- ---- the summary ----

local function each_race(sections, call)
  for _, section in ipairs(sections) do
    for _, work in ipairs(section.works) do
      local result = work.facts and store.get(work.title)
      if result and not result.none then call(work, result) end
    end
  end
end

-- The works that are told in brief, small networks or others.
local function summary(sections, small)
  local t = { head = { "", "bpgen, clang", "bpgen, gcc", "fastest other", "", "over clang",
                       "over gcc" }, rows = {} }
  each_race(sections, function(work, result)
    if not work.short or (work.facts.small or false) ~= small then return end
    local told = small and function(one) return tables.time(one.seconds) end or tables.share
    local list, other = { work.title }, tables.best_other(result)
    local ours = tables.ours(result)
    for _, one in ipairs(ours) do list[#list + 1] = told(one) end
    list[#list + 1] = other and told(other) or "-"
    list[#list + 1] = other and other.name or ""
    for _, one in ipairs(ours) do
      list[#list + 1] = other and ("%.2f"):format(measure.ratio(other, one)) or "-"
    end
    t.rows[#t.rows + 1] = list
  end)
  return tables.markdown(t)
end

-- Where the fastest of all is not the generated code under either compiler.
local function behind(sections)
  local list = {}
  each_race(sections, function(work, result)
    if not result[1].ours and not work.facts.threads then
      local best = result[1]
      local ours = tables.ours(result)
      local ratio = math.huge
      for _, one in ipairs(ours) do ratio = math.min(ratio, measure.ratio(one, best)) end
      list[#list + 1] = ("* %s: %s, %.2f times as fast"):format(work.title, best.name, ratio)
    end
  end)
  if #list == 0 then return "Nothing on this page is faster than the generated code." end
  return "What is faster than the generated code, under whichever compiler is the better one:\n\n"
    .. table.concat(list, "\n")
end

-- How many times as fast as one thread several are, for each compiler.
local function speedups(sections)
  local t = { head = { "", "bpgen, clang", "bpgen, gcc" }, rows = {} }
  each_race(sections, function(work, result)
    if not work.facts.threads then return end
    local list = { work.title }
    for _, one in ipairs(tables.ours(result)) do
      for _, several in ipairs(result) do
        if not several.ours and several.name == one.name then
          list[#list + 1] = ("%.2f"):format(measure.ratio(one, several))
        end
      end
    end
    t.rows[#t.rows + 1] = list
  end)
  if #t.rows == 0 then return "" end
  return "Two threads, compiled with `-fopenmp`: their speed over that of one.\n\n"
    .. tables.markdown(t) .. "\n"
end

local function spread(sections)
  local list = {}
  each_race(sections, function(_, result)
    for _, one in ipairs(result) do list[#list + 1] = one.spread / one.share end
  end)
  return #list > 0 and measure.median(list) or 0
end

-- ---- the text ----

local opening = [[
# Performance

Written by `make bench`, which measures all of this again; do not edit.

%s
%s

## In brief

A step is forward, backward and the update of all parameters, in float. Shares of what one core can
do: of its peak of fused multiply-adds or, one sample at a time, of the bandwidth of plain loops
that move as many bytes. Beside the generated code stands the fastest of the libraries above: "over
clang" is its time over that of the generated code under clang, "over gcc" the same under gcc. More
than 1 means that the generated code is faster.

%s
%sSmall networks, one sample at a time, and the time of a call; plain loops in C are among the others:

%s
%s
]]

local figures = {
  { name = "batch", axis = "rows of a batch", title = "A training step of 784-500-10, float" },
  { name = "width", axis = "width w", title = "A training step of w-w-10, batch 128, float" },
}

local method = [[

## How it was measured

* All contestants run on the same core, one thread each where nothing else is said, and take turns:
  %d rounds, in each of them a turn of %g ms for everyone, the core's peak included. Times are
  medians over the rounds; a share or a ratio is the median of what it is within each round. The
  middle half of the rounds lies within %.1f %% of a share (the median over all rows).
* All contestants of a table start from the same weights, see the same batches in the same order,
  compute J in every step, and must agree on J before and after eight steps.
* Generated code is compiled with `-O3 -march=native` unless a table says otherwise. Everything
  around the libraries (bias, ReLU, softmax, loss) is compiled with `-O3 -march=native -ffast-math`,
  and the update is part of the product (beta = 1), so that no gradient is stored. PyTorch runs a
  network of `torch.nn` and `torch.optim.SGD`.
* Each library runs in several ways: weights stored as `w[in][out]`, as `w[out][in]` or in panels,
  the kernels that it chooses or those that are forced, several blocks, compilers or flags. The
  fastest way is the one in the table, and named in the last column.
* The peak is that of multiply-adds which stay in registers (`templates/common/peak.in`), compiled for the
  same target and real. A step counts 2 n in out operations for each product: one forward, one for
  the gradient of the weights and, but for the first layer, one for that of its input.

Each table has the time of a call, what that comes to, its share of the core's best, and the time
over that of the generated code under clang and under gcc.
]]

local function section_text(section)
  local parts = { "\n## " .. section.title .. "\n\n", section.note .. "\n" }
  for _, work in ipairs(section.works) do
    local result = store.get(work.title)
    if result then
      local t = tables.of(work.title, result)
      parts[#parts + 1] = "\n" .. tables.markdown(t)
    end
  end
  return #parts > 2 and table.concat(parts) or ""
end

-- Draws what has two points at least; the text that shows it.
local function figure(folder, sections, f)
  local points = {}
  each_race(sections, function(work, result)
    if work.plot == f.name then points[#points + 1] = { at = work.at, result = result } end
  end)
  if #points < 2 then return "" end
  local name = "performance-" .. f.name
  if plots.write(folder, name, f.title, f.axis, points) then
    return ("\n![%s: share of peak against %s](%s.svg)\n"):format(f.title, f.axis, name)
  end
  io.stderr:write "bench/run: no plot: gnuplot is missing (make bench-setup) or failed\n"
  return ""
end

-- Of all that was measured, now or before.
function page.write(folder, sections)
  local run, missing = store.get "run" or {}, store.get "missing" or {}
  local facts = { head = { "", "" }, rows = machine() }
  local text = opening:format(tables.markdown(facts), versions(), summary(sections, false),
                              speedups(sections), summary(sections, true), behind(sections))
  if #missing > 0 then
    text = ("%s\nNot installed, so not measured: %s.\n"):format(text,
                                                                table.concat(missing, ", "))
  end
  for _, f in ipairs(figures) do text = text .. figure(folder, sections, f) end
  text = text .. method:format(run.rounds or 0, (run.seconds or 0) * 1e3, 50 * spread(sections))
  for _, section in ipairs(sections) do text = text .. section_text(section) end
  local file <close> = assert(io.open(folder .. "/performance.md", "w"))
  assert(file:write(text))
  print(("\nwritten: %s/performance.md"):format(folder))
end

return page
