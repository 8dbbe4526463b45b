-- report.lua - the tables of bench/run, as text at once and as Markdown and plots at the end.
local measure = require "measure"

local report = {}
local markdown = {}

local function add(...) markdown[#markdown + 1] = string.format(...) end

function report.section(title)
  print("\n" .. title)
  add("\n## %s\n", title)
end

local function time_text(seconds)
  if seconds < 1e-6 then return ("%.1f ns"):format(seconds * 1e9) end
  if seconds < 1e-3 then return ("%.2f µs"):format(seconds * 1e6) end
  return ("%.3f ms"):format(seconds * 1e3)
end

-- The generated code's, in an order that does not depend on who is first.
local function ours(results)
  local list = {}
  for _, one in ipairs(results) do
    if one.ours then list[#list + 1] = one end
  end
  table.sort(list, function(a, b) return a.ours < b.ours end)
  return list
end

-- Numbers of a row: of peak (or of bandwidth), and what time the others take over ours.
local function columns(results, one)
  local work, list = results.work, {}
  list[#list + 1] = time_text(one.seconds)
  if work.bytes then
    list[#list + 1] = ("%.1f GB/s"):format(work.bytes / one.seconds * 1e-9)
  elseif not work.small then
    list[#list + 1] = ("%.1f GFLOP/s"):format(work.flops / one.seconds * 1e-9)
  end
  if not work.small then list[#list + 1] = ("%.1f %%"):format(100 * one.share) end
  for _, other in ipairs(ours(results)) do
    list[#list + 1] = other == one and "1" or ("%.2f"):format(measure.ratio(one, other))
  end
  return list
end

local function heads(results)
  local work = results.work
  local list = { "time" }
  if not work.small then
    list[#list + 1] = work.bytes and "bytes" or "speed"
    list[#list + 1] = work.bytes and "of bandwidth" or "of peak"
  end
  for _, one in ipairs(ours(results)) do list[#list + 1] = "over " .. one.ours .. "'s" end
  return list
end

local function pad(text, width) -- µ is two bytes, one column
  return (" "):rep(width - utf8.len(text)) .. text
end

function report.race(results)
  local work = results.work
  table.sort(results, function(a, b) return a.seconds < b.seconds end)
  local limit = ""
  if work.bytes then
    limit = ("the same traffic by plain loops: %.1f GB/s"):format(work.bytes / results.limit * 1e-9)
  elseif not work.small then
    limit = ("peak %.1f GFLOP/s"):format(work.flops / results.limit * 1e-9)
  end
  local title = work.title .. (limit ~= "" and "; " .. limit or "")
  print("\n  " .. title)
  add("\n%s\n", title)
  local head = heads(results)
  local line = "  " .. (" "):rep(22)
  for _, text in ipairs(head) do line = line .. pad(text, 15) end
  print(line)
  add("| | %s | |", table.concat(head, " | "))
  add("|---|%s---|", ("--:|"):rep(#head))
  for _, one in ipairs(results) do
    local list = columns(results, one)
    line = ("  %-22s"):format(one.name)
    for _, text in ipairs(list) do line = line .. pad(text, 15) end
    print(line .. (one.way and "   " .. one.way or ""))
    add("| %s | %s | %s |", one.name, table.concat(list, " | "), one.way or "")
  end
end

-- ---- generation, compilation, size ----

local function timed(command)
  local done, out = measure.shell(("from=$(date +%%s%%N); %s; code=$?; to=$(date +%%s%%N); "
    .. "echo $(((to - from) / 1000)); [ $code -eq 0 ]"):format(command))
  assert(done, command)
  return tonumber(out:match "(%d+)%s*$") * 1e-6
end

local function text_bytes(object)
  local sum = "awk '$1 ~ /^\\.text/ { n += $2 } END { print n }'"
  local _, out = measure.shell(("size -A %s | %s"):format(object, sum))
  return tonumber(out)
end

local function size_row(peers, title, sizes)
  local folder = measure.folder
  local spec = peers.spec("size", sizes, 200, "relu", "softmax", "cross_entropy")
  local least = math.huge
  for _ = 1, 5 do
    least = math.min(least, timed(("%s -o %s/size.c %s"):format(peers.bpgen, folder, spec)))
  end
  local row = { ("%.1f ms"):format(least * 1e3) }
  for _, compiler in ipairs { "clang", "gcc" } do
    local object = ("%s/size_%s.o"):format(folder, compiler)
    local seconds = timed(("%s -O3 -march=native -c %s/size.c -o %s"):format(compiler, folder,
                                                                             object))
    row[#row + 1] = ("%.2f s"):format(seconds)
    row[#row + 1] = ("%.0f KB"):format(text_bytes(object) / 1000)
  end
  local line = ("  %-32s"):format(title)
  for _, text in ipairs(row) do line = line .. pad(text, 12) end
  print(line)
  add("| %s | %s |", title, table.concat(row, " | "))
end

function report.sizes(peers, widths)
  local head = { "generation", "clang -O3", "its text", "gcc -O3", "its text" }
  local line = "  " .. (" "):rep(32)
  for _, text in ipairs(head) do line = line .. pad(text, 12) end
  print(line)
  add("\n| | %s |\n|---|%s", table.concat(head, " | "), ("--:|"):rep(#head))
  for _, w in ipairs(widths) do
    size_row(peers, ("%d-%d-10"):format(w, w), ("%d,%d,10"):format(w, w))
  end
  local w = widths[#widths]
  local sizes = {} -- all different, so that no function serves two layers
  for i = 0, 7 do sizes[#sizes + 1] = ("%d"):format(w - i) end
  size_row(peers, ("8 layers, widths %d to %d"):format(w - 7, w), table.concat(sizes, ",") .. ",10")
end

-- ---- docs/performance.md and its plots ----

local function write_file(path, text)
  local file = assert(io.open(path, "w"))
  assert(file:write(text))
  assert(file:close())
end

-- Share of peak over `what`: ours in strong lines, the libraries' in thin ones.
local function plot(folder, name, what, points)
  local names, lines = {}, {}
  for _, one in ipairs(points[1].results) do names[#names + 1] = one.name end
  table.sort(names)
  for i, title in ipairs(names) do
    lines[#lines + 1] = ("$data%d << END"):format(i)
    for _, point in ipairs(points) do
      for _, one in ipairs(point.results) do
        if one.name == title then
          lines[#lines + 1] = ("%d %.2f"):format(point.at, 100 * one.share)
        end
      end
    end
    lines[#lines + 1] = "END"
  end
  local ticks, curves = {}, {}
  for i, point in ipairs(points) do ticks[i] = ("%d"):format(point.at) end
  for i, title in ipairs(names) do
    curves[i] = ("$data%d with linespoints pt 7 ps 0.4 lw %s lc %d title '%s'"):format(i,
      title:find "^bpgen" and "3" or "1.2", i, title)
  end
  local script = table.concat(lines, "\n") .. ([[

set terminal svg size 760,460 font 'sans-serif,13' background '#ffffff'
set output '%s/%s.svg'
set logscale x 2
set xtics (%s)
set yrange [0:100]
set grid ytics lc rgb '#dddddd'
set key outside right
set xlabel '%s'
set ylabel 'share of the core''s FMA peak, %%'
plot %s
]]):format(folder, name, table.concat(ticks, ", "), what, table.concat(curves, ", "))
  local path = measure.folder .. "/" .. name .. ".gnuplot"
  write_file(path, script)
  return (measure.shell(("gnuplot %s 2> %s.log"):format(path, path)))
end

local function first_line(command)
  local _, out = measure.shell(command .. " 2> /dev/null")
  return out:match "[^\n]*"
end

local function machine()
  local function field(name) return first_line(("lscpu | sed -n 's/^%s: *//p'"):format(name)) end
  return ("One core of %s (family %s, model %s; %s L1d, %s L2, %s L3 of all). "):format(
    field "Model name", field "CPU family", field "Model", field "L1d cache", field "L2 cache",
    field "L3 cache") .. first_line "clang --version" .. "; " .. first_line "gcc --version" .. "."
end

local function versions()
  local list = {}
  for _, package in ipairs { "libopenblas-dev", "libblis-dev", "libdnnl-dev", "libeigen3-dev",
                             "libxsmm-dev", "libfann-dev" } do
    local version = first_line("dpkg-query -W -f '${Version}' " .. package)
    if version ~= "" then list[#list + 1] = package .. " " .. version end
  end
  return table.concat(list, ", ")
end

local opening = [[
# Performance

Written by `make bench`; do not edit.

%s
Libraries: %s.

Every contestant runs on the same core, in one thread. They take turns: %d rounds, each of them a
turn of %g ms for everyone, the core's peak among them. Times are medians over the rounds; a share
of peak and a ratio to our time are medians of what they are within a round. All contestants of a
table start from the same weights and must agree on J before and after eight steps.

* The peak is that of multiply-adds that stay in registers (`templates/peak.in`), compiled for the
  same target. A step counts 2 n in out operations for each product: forward, dW and, but for the
  first layer, dX.
* One sample at a time, the bytes are those of the parameters: read once by a prediction; read twice
  and written once by a step. Their limit is a plain loop that makes the same traffic.
* A library's caller stores the weights either way round, and lets the library choose its kernels or
  forces them; the fastest way is the one in the table. The update is fused into the product
  (beta = 1), the rest is compiled with -O3 -ffast-math. Generated code has -O3 -march=native.
* "over clang's" is the time over that of the generated code under clang: more than 1 is slower.

![Share of peak against the batch, 784-500-10](performance-batch.svg)

![Share of peak against the width, w-w-10, batch 128](performance-width.svg)
]]

function report.write(folder, all, peers)
  local plots = plot(folder, "performance-batch", "rows of a batch (784-500-10)", all.batch)
    and plot(folder, "performance-width", "width w (w-w-10, batch 128)", all.width)
  local text = opening:format(machine(), versions(), measure.rounds, measure.seconds * 1e3)
  if not plots then
    io.stderr:write "bench/run: no plots: gnuplot is missing (make bench-setup) or failed\n"
    text = text:gsub("\n!%[[^\n]*\n", "")
  end
  if #peers.missing > 0 then
    text = ("%s\nNot installed, so not measured: %s.\n"):format(text,
      table.concat(peers.missing, ", "))
  end
  write_file(folder .. "/performance.md", text .. table.concat(markdown, "\n") .. "\n")
  print(("\nwritten: %s/performance.md"):format(folder))
end

return report
