-- extras.lua - what `make bench` measures besides races: the elementary functions, and how long
-- generation and compilation take, and what comes out.
local measure, peers = require "measure", require "peers"

-- ---- elementary functions ----

-- The text of functions.sh as a table: columns are two or more spaces apart.
local function functions(real)
  local done, text = measure.shell(("taskset -c %d bench/functions.sh %s %s"):format(measure.core,
                                   measure.bpgen, real))
  assert(done, "bench/functions.sh failed")
  local t = { rows = {} }
  for line in text:gmatch "[^\n]+" do
    local list = {}
    for field in (line .. "  "):gmatch "(%S.-)%s%s+" do list[#list + 1] = field end
    if list[1] == "ns" then
      list[1] = ""
      t.head = list
    elseif #list > 1 then
      t.rows[#t.rows + 1] = list
    end
  end
  return t
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

local function size_row(title, sizes)
  local folder = measure.folder
  local spec = peers.spec("size", sizes, 200, "relu", "softmax", "cross_entropy")
  local least = math.huge
  for _ = 1, 5 do
    least = math.min(least, timed(("%s -o %s/size.c %s"):format(measure.bpgen, folder, spec)))
  end
  local row = { title, ("%.1f ms"):format(least * 1e3) }
  for _, compiler in ipairs { "clang", "gcc" } do
    local object = ("%s/size_%s.o"):format(folder, compiler)
    local seconds = timed(("%s -O3 -march=native -c %s/size.c -o %s"):format(compiler, folder,
                                                                             object))
    row[#row + 1] = ("%.2f s"):format(seconds)
    row[#row + 1] = ("%.0f KB"):format(text_bytes(object) / 1000)
  end
  return row
end

local function sizes(widths)
  local t = { head = { "", "generation", "clang -O3", "its text", "gcc -O3", "its text" },
              rows = {} }
  for i, w in ipairs(widths) do
    t.rows[i] = size_row(("%d-%d-10"):format(w, w), ("%d,%d,10"):format(w, w))
  end
  local w, list = widths[#widths], {} -- all different, so that no function serves two layers
  for i = 0, 7 do list[i + 1] = ("%d"):format(w - i) end
  t.rows[#t.rows + 1] = size_row(("8 layers, %d to %d wide"):format(w - 7, w),
                                 table.concat(list, ",") .. ",10")
  return t
end

return function(quick)
  local widths = quick and { 16 } or { 8, 16, 32, 64, 100, 256, 500, 1000, 2048, 4096 }
  return {
    { title = "Elementary functions", note = [[
Nanoseconds an element, on arrays of 2048 that stay in the cache: the functions that generated files
bring along, as gcc and clang compile them; glibc's libmvec, with errors of up to 4 ulp, which
`gcc -O3 -ffast-math` calls; and SLEEF's functions of 1 ulp. Generated files state the errors of
theirs.]],
      works = {
        { title = "functions, float", measure = function() return functions "float" end },
        { title = "functions, double", measure = function() return functions "double" end },
      } },
    { title = "Generation, compilation, size", note = [[
Networks with ReLU, softmax and cross-entropy, batch 200. Generation is the whole command, the
fastest of five; the compilers run once, with `-O3 -march=native`; text is the machine code in the
object.]],
      works = { { title = "sizes", measure = function() return sizes(widths) end } } },
  }
end
