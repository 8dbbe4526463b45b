-- peers.lua - builds the contestants into build/bench.
local measure = require "measure"
local shell = measure.shell

local peers = { missing = {}, bpgen = "./bpgen" }
local folder = measure.folder

-- A command with $names put in: folder, bpgen, best, and those given. $(...) is the shell's.
local function fill(command, values)
  local all = setmetatable(values or {}, { __index = {
    folder = folder, bpgen = peers.bpgen,
    best = "-O3 -march=native -ffast-math", -- every advantage to the libraries' callers
  } })
  return (command:gsub("%$(%a+)", function(name) return tostring(all[name]) end))
end

local function compile(command, values)
  local filled = fill(command, values)
  local done, log = shell(("(%s) 2>&1"):format(filled))
  if not done then error(filled .. "\n" .. log, 0) end
end

-- A program of a library that may not be installed.
local function optional(name, command, values)
  local filled = fill(command, values)
  local done = shell(("(%s) > %s/compile.log 2>&1"):format(filled, folder))
  if not done then peers.missing[#peers.missing + 1] = name end
  return done
end

function peers.prepare()
  assert(shell(fill "mkdir -p $folder/only && rm -f $folder/fifo*"))
  compile "gcc $best -c bench/peer.c -o $folder/peer_float.o"
  compile "gcc $best -DDOUBLE -c bench/peer.c -o $folder/peer_double.o"
  compile "gcc $best -c bench/mlp.c -o $folder/mlp.o"
end

-- ---- the libraries ----

local layouts = {
  { variant = "in_out", way = "w[in][out]" },
  { variant = "out_in", way = "w[out][in]" },
}

-- Each way of storing the weights, with the library's own choice of kernels and with a forced one.
local function ways(variable, value)
  local all = {}
  for _, layout in ipairs(layouts) do
    all[#all + 1] = { variant = layout.variant, way = layout.way }
    if variable then
      all[#all + 1] = { variant = layout.variant, environment = variable .. "=" .. value,
                        way = ("%s, %s=%s"):format(layout.way, variable, value) }
    end
  end
  return all
end

local function blocks(...)
  local all = {}
  for i, size in ipairs { ... } do
    all[i] = { variant = tostring(size), way = ("blocks of %d"):format(size) }
  end
  return all
end

function peers.libraries()
  local all = {}
  local function add(name, program, source, flags, list)
    if optional(name, "$compiler $best bench/$source $folder/peer_float.o $folder/mlp.o " .. flags
                .. " -lm -o $folder/$program",
                { compiler = source:find "%.cc$" and "g++" or "gcc", source = source,
                  program = program }) then
      all[#all + 1] = { name = name, program = program, ways = list }
    end
  end
  add("oneDNN", "onednn", "blas.c", "-DONEDNN -ldnnl", ways())
  add("OpenBLAS", "openblas", "blas.c", "-lopenblas", ways("OPENBLAS_CORETYPE", "SkylakeX"))
  add("BLIS", "blis", "blas.c", "$(ls -d /usr/include/*/blis* | sed 's/^/-I/') -lblis",
      ways("BLIS_ARCH_TYPE", "0"))
  add("Eigen", "eigen", "eigen.cc", "$(pkg-config --cflags eigen3)", ways())
  add("libxsmm", "libxsmm", "libxsmm.c", "-lxsmm -lxsmmnoblas -lpthread -ldl", blocks(32, 48, 64))
  return all
end

-- ---- the generated code ----

-- A network as a spec: sizes "784,500,10", the activations, the loss.
function peers.spec(name, sizes, rows, hidden, output, loss)
  local list = {}
  for n in sizes:gmatch "%d+" do list[#list + 1] = n end
  local layers = {}
  for i = 2, #list do
    layers[#layers + 1] = ("dense(%s, %s)"):format(list[i], i < #list and hidden or output)
  end
  local path = ("%s/%s.lua"):format(folder, name)
  local file <close> = assert(io.open(path, "w"))
  file:write(([[return network { name = "net", input = %s, batch = %d, loss = %s,
  layers = { %s } }
]]):format(list[1], rows, loss, table.concat(layers, ", ")))
  return path
end

-- The contestant that `compiler` makes of a spec.
function peers.generated(name, spec, compiler, flags, real)
  local values = { name = name, spec = spec, compiler = compiler, real = real or "float",
                   flags = flags or "-O3 -march=native", program = name .. "_" .. compiler,
                   define = real == "double" and "-DDOUBLE" or "" }
  compile("$bpgen --real $real -o $folder/$name.c $spec", values)
  compile("$compiler $flags $define -DNETWORK='\"$name.c\"' -I$folder bench/generated.c "
          .. "$folder/peer_$real.o -lm -o $folder/$program", values)
  return { name = "bpgen, " .. compiler, program = values.program, ours = compiler }
end

local peaks = {}

-- The core's peak with these flags, as a contestant: templates/peak.in in place of a network.
function peers.peak(flags, real)
  real = real or "float"
  local name = ("peak_%s_%s"):format(flags, real):gsub("[^%w_]", "")
  if not peaks[name] then
    local values = { name = name, flags = flags, real = real, only = folder .. "/only",
                     define = real == "double" and "-DDOUBLE" or "" }
    compile("cp templates/peak.in $only/ && : > $only/header.in && : > $only/shim.in", values)
    compile("printf '%s\\n' '$ real = net.real' '$ include \"peak.in\"' > $only/network.in", values)
    compile("$bpgen -T $only --real $real -o $folder/$name.c $folder/any.lua", values)
    compile("clang -O3 $flags $define -DPEAK='\"$name.c\"' -I$folder bench/peak.c "
            .. "$folder/peer_$real.o -lm -o $folder/$name", values)
    peaks[name] = true
  end
  return { name = "peak", program = name }
end

-- ---- small networks ----

local small = {}

function peers.small(name, sizes, hidden, output)
  if small[name] then return small[name] end
  local all, defines, i = {}, {}, 0
  for n in sizes:gmatch "%d+" do
    defines[#defines + 1] = ("-DN%d=%s"):format(i, n)
    i = i + 1
  end
  local function add(title, program, command, activations, tolerance)
    local values = { program = name .. program, sizes = table.concat(defines, " "),
                     hidden = activations[hidden] or hidden,
                     output = activations[output] or output }
    if optional(title, command .. " $folder/peer_float.o -lm -o $folder/$program", values) then
      all[#all + 1] = { name = title, program = values.program, tolerance = tolerance }
    end
  end
  local words = { tanh = "hyperbolic" } -- tanh is a function in C
  local options = " $best $sizes -DHIDDEN=$hidden -DOUTPUT=$output "
  add("plain loops, gcc", "_loops_gcc", "gcc" .. options .. "bench/loops.c", words)
  add("plain loops, clang", "_loops_clang", "clang" .. options .. "bench/loops.c", words)
  add("Eigen, fixed sizes", "_eigen", "g++ -std=c++17 $(pkg-config --cflags eigen3)" .. options
      .. "bench/eigen_fixed.cc", words)
  local fann = { sigmoid = "FANN_SIGMOID", tanh = "FANN_SIGMOID_SYMMETRIC",
                 identity = "FANN_LINEAR" }
  if fann[hidden] and fann[output] then -- it clips the derivative of a sigmoid
    add("FANN", "_fann", "gcc" .. options .. "bench/fann.c -lfann", fann, 0.02)
  end
  small[name] = all
  return all
end

return peers
