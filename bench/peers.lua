-- peers.lua - builds the contestants into build/bench.
local measure = require "measure"
local shell = measure.shell

local peers = { missing = {}, bpgen = "./bpgen" }
local folder = measure.folder
local best = "-O3 -march=native -ffast-math" -- every advantage to the libraries' callers

local function compile(command, what)
  local done, log = shell(("(%s) 2>&1"):format(command))
  if not done then error(what .. ": " .. command .. "\n" .. log, 0) end
end

-- A program of a library that may not be installed.
local function optional(name, command)
  local done = shell(("(%s) > %s/compile.log 2>&1"):format(command, folder))
  if not done then peers.missing[#peers.missing + 1] = name end
  return done
end

function peers.prepare()
  assert(shell(("mkdir -p %s/only && rm -f %s/fifo*"):format(folder, folder)))
  compile(("gcc %s -c bench/peer.c -o %s/peer.o && gcc %s -DDOUBLE -c bench/peer.c -o %s/peer_double.o"
    .. " && gcc %s -c bench/mlp.c -o %s/mlp.o"):format(best, folder, best, folder, best, folder), "peers")
end

-- ---- the libraries ----

local layouts = { { variant = "in_out", way = "w[in][out]" }, { variant = "out_in", way = "w[out][in]" } }

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
    local compiler = source:find "%.cc$" and "g++" or "gcc"
    if optional(name, ("%s %s bench/%s %s/peer.o %s/mlp.o %s -lm -o %s/%s"):format(compiler, best,
                source, folder, folder, flags, folder, program)) then
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
  local program = ("%s_%s"):format(name, compiler)
  compile(("%s --real %s -o %s/%s.c %s && %s %s %s -DNETWORK='\"%s.c\"' -I%s bench/generated.c "
    .. "%s/peer%s.o -lm -o %s/%s"):format(peers.bpgen, real or "float", folder, name, spec, compiler,
    flags or "-O3 -march=native", real == "double" and "-DDOUBLE" or "", name, folder, folder,
    real == "double" and "_double" or "", folder, program), spec)
  return { name = "bpgen, " .. compiler, program = program, ours = compiler }
end

local peaks = {}

-- The core's peak with these flags, as a contestant.
function peers.peak(flags, real)
  local name = "peak_" .. (flags .. (real or "")):gsub("%W", "")
  if peaks[name] then return { name = "peak", program = name } end
  peaks[name] = true
  local only = folder .. "/only"
  compile(("cp templates/peak.in %s/ && echo '$ real = net.real' > %s/network.in && "
    .. "echo '$ include \"peak.in\"' >> %s/network.in && : > %s/header.in && : > %s/shim.in && "
    .. "echo 'return network { input = 1, layers = { dense(1) }, loss = half_squared_error }'"
    .. " > %s/net.lua && %s -T %s --real %s -o %s/%s.c %s/net.lua"):format(only, only, only, only,
    only, only, peers.bpgen, only, real or "float", folder, name, only), "peak")
  compile(("clang -O3 %s %s -DPEAK='\"%s.c\"' -I%s bench/peak.c %s/peer%s.o -lm -o %s/%s"):format(
    flags, real == "double" and "-DDOUBLE" or "", name, folder, folder,
    real == "double" and "_double" or "", folder, name), "peak")
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
  local function add(title, program, command, tolerance)
    if optional(title, ("%s %s/peer.o -lm -o %s/%s"):format(command, folder, folder, program)) then
      all[#all + 1] = { name = title, program = program, tolerance = tolerance }
    end
  end
  local word = { tanh = "hyperbolic" }
  local options = ("%s -DHIDDEN=%s -DOUTPUT=%s"):format(table.concat(defines, " "),
                                                       word[hidden] or hidden, word[output] or output)
  add("plain loops, gcc", name .. "_loops_gcc", ("gcc %s %s bench/loops.c"):format(best, options))
  add("plain loops, clang", name .. "_loops_clang", ("clang %s %s bench/loops.c"):format(best, options))
  add("Eigen, fixed sizes", name .. "_eigen", ("g++ %s -std=c++17 $(pkg-config --cflags eigen3) %s "
    .. "bench/eigen_fixed.cc"):format(best, options))
  local fann = { sigmoid = "FANN_SIGMOID", tanh = "FANN_SIGMOID_SYMMETRIC", identity = "FANN_LINEAR" }
  if fann[hidden] and fann[output] then
    add("FANN", name .. "_fann", ("gcc %s -DHIDDEN=%s -DOUTPUT=%s bench/fann.c -lfann"):format(best,
      fann[hidden], fann[output]), 0.02) -- it clips the derivative of a sigmoid
  end
  small[name] = all
  return all
end

return peers
