-- peers.lua - builds the contestants into build/bench.
local measure = require "measure"
local shell = measure.shell

local peers = { missing = {} }
local folder = measure.folder

-- A command with $names put in: folder, bpgen, best, and those given. $(...) is the shell's.
local function fill(command, values)
  local all = setmetatable(values or {}, { __index = {
    folder = folder, bpgen = measure.bpgen,
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
  if not done and not peers.missing[name] then
    peers.missing[name] = true
    peers.missing[#peers.missing + 1] = name
  end
  return done
end

function peers.prepare()
  assert(shell(fill "mkdir -p $folder/only && rm -f $folder/fifo*"))
  compile "gcc $best -c bench/peer.c -o $folder/peer_float.o"
  compile "gcc $best -DDOUBLE -c bench/peer.c -o $folder/peer_double.o"
  compile "gcc $best -c bench/mlp.c -o $folder/mlp.o"
  peers.spec("any", "1,1", 1, "relu", "relu", "half_squared_error")
end

-- ---- the libraries ----

local layouts = {
  { variant = "in_out", way = "w[in][out]" },
  { variant = "out_in", way = "w[out][in]" },
}

-- Each way of storing the weights, with each of: the library's own choice and what is forced.
local function ways(...)
  local all = {}
  for _, layout in ipairs(layouts) do
    for _, forced in ipairs { {}, ... } do
      all[#all + 1] = { variant = layout.variant, environment = forced.environment,
                        program = forced.program,
                        way = forced.way and layout.way .. ", " .. forced.way or layout.way }
    end
  end
  return all
end

local function set(text) return { environment = text, way = text } end

local function blocks(...)
  local all = {}
  for i, variant in ipairs { ... } do
    all[i] = { variant = variant, way = variant:gsub("panels_", "w in panels of ")
                                               :gsub("rows_", "w[in][out], blocks of ") }
  end
  return all
end

-- PyTorch may belong to another Python than the first of the path.
local function torch()
  for _, python in ipairs { "python3", "/usr/bin/python3" } do
    if shell(python .. " -c 'import numpy, torch' 2> /dev/null") then
      return { name = "PyTorch", command = python .. " bench/torch_peer.py",
               ways = { {}, set "OPENBLAS_CORETYPE=SkylakeX" } }
    end
  end
  peers.missing[#peers.missing + 1] = "PyTorch (python3-torch)"
end

-- Debian's OpenBLAS and BLIS know no processor that is younger than they are: its kernels are
-- forced, too.
function peers.libraries()
  local all = {}
  peers.tried = true
  local function build(name, program, source, flags, compiler)
    return optional(name, "$compiler $best bench/$source $folder/peer_float.o $folder/mlp.o "
                    .. flags .. " -lm -o $folder/$program",
                    { compiler = compiler or "gcc", source = source, program = program })
  end
  local function add(name, program, list)
    all[#all + 1] = { name = name, program = program, ways = list }
  end
  if build("oneDNN", "onednn", "blas.c", "-DONEDNN -ldnnl") then add("oneDNN", "onednn", ways()) end
  if build("OpenBLAS", "openblas", "blas.c", "-lopenblas") then
    add("OpenBLAS", "openblas", ways(set "OPENBLAS_CORETYPE=SkylakeX"))
  end
  if build("BLIS", "blis", "blas.c",
           "$(ls -d /usr/include/*/blis*/ | sed 's/^/-I/') -lblis") then
    add("BLIS", "blis", ways(set "BLIS_ARCH_TYPE=0"))
  end
  local eigen = "$(pkg-config --cflags eigen3)"
  if build("Eigen", "eigen", "eigen.cc", eigen, "g++") then
    build("Eigen", "eigen_clang", "eigen.cc", eigen, "clang++")
    add("Eigen", "eigen", ways { program = "eigen_clang", way = "clang" })
  end
  if build("libxsmm", "libxsmm", "libxsmm.c", "-lxsmm -lxsmmnoblas -lpthread -ldl") then
    add("libxsmm", "libxsmm",
        blocks("rows_48", "panels_32", "panels_48", "panels_64", "panels_128"))
  end
  all[#all + 1] = torch()
  return all
end

-- ---- the generated code ----

-- A network as a spec: sizes "784,500,10", the activations, the loss.
function peers.spec(name, sizes, rows, hidden, output, loss, optimizer)
  local list = {}
  for n in sizes:gmatch "%d+" do list[#list + 1] = n end
  local layers = {}
  for i = 2, #list do
    layers[#layers + 1] = ("dense(%s, %s)"):format(list[i], i < #list and hidden or output)
  end
  local path = ("%s/%s.lua"):format(folder, name)
  local file <close> = assert(io.open(path, "w"))
  file:write(([[return network { name = "net", input = %s, batch = %d, loss = %s,
  optimizer = %s, layers = { %s } }
]]):format(list[1], rows, loss, optimizer or "sgd", table.concat(layers, ", ")))
  return path
end

-- The contestant that `compiler` makes of a spec; with OpenMP where it is to run `threads`.
function peers.generated(name, spec, compiler, flags, real, threads)
  local values = { name = name, spec = spec, compiler = compiler, real = real or "float",
                   flags = flags or "-O3 -march=native", program = name .. "_" .. compiler,
                   define = real == "double" and "-DDOUBLE" or "" }
  if threads then
    values.flags = values.flags .. " -fopenmp"
    values.program = values.program .. "_threads"
  end
  compile("$bpgen --real $real -o $folder/$name.c $spec", values)
  compile("$compiler $flags $define -DNETWORK='\"$name.c\"' -I$folder bench/generated.c "
          .. "$folder/peer_$real.o -lm -o $folder/$program", values)
  return { name = "bpgen, " .. compiler, program = values.program, ours = compiler,
           threads = threads, way = threads and threads .. " threads" }
end

local peaks = {}

-- The core's peak with these flags, as a contestant: templates/common/peak.in in place of a network.
function peers.peak(flags, real)
  real = real or "float"
  local name = ("peak_%s_%s"):format(flags, real):gsub("[^%w_]", "")
  if not peaks[name] then
    local values = { name = name, flags = flags, real = real, only = folder .. "/only",
                     define = real == "double" and "-DDOUBLE" or "" }
    compile("mkdir -p $only/common && cp templates/common/peak.in $only/common && "
            .. ": > $only/common/header.in && : > $only/common/shim.in", values)
    compile("printf '%s\\n' '$ real = net.real' '$ include \"common/peak.in\"' "
            .. "> $only/common/network.in", values)
    compile("$bpgen -T $only --real $real -o $folder/$name.c $folder/any.lua", values)
    compile("clang -O3 $flags $define -DPEAK='\"$name.c\"' -I$folder bench/peak.c "
            .. "$folder/peer_$real.o -lm -o $folder/$name", values)
    peaks[name] = true
  end
  return { name = "peak", program = name }
end

-- ---- small networks ----

-- Other contestants than generated code, each with what helps it somewhere.
function peers.small(name, sizes, hidden, output)
  local all, defines, i = {}, {}, 0
  for n in sizes:gmatch "%d+" do
    defines[#defines + 1] = ("-DN%d=%s"):format(i, n)
    i = i + 1
  end
  -- list: the flags of each way, after those that all have, and its name, if not the flags
  local function add(title, compiler, source, activations, list, tolerance)
    local ways = {}
    for k, flags in ipairs(list) do
      local program = ("%s_%s_%s_%d"):format(name, source:match "%a+", compiler:match "%w+", k)
      local values = { program = program, compiler = compiler, flags = flags, source = source,
                       sizes = table.concat(defines, " "), hidden = activations[hidden] or hidden,
                       output = activations[output] or output }
      if not optional(title, "$compiler $best $sizes -DHIDDEN=$hidden -DOUTPUT=$output "
                      .. "bench/$source $folder/peer_float.o $flags -lm -o $folder/$program",
                      values) then
        return
      end
      ways[k] = { program = program, way = list.names and list.names[k] or flags }
    end
    all[#all + 1] = { name = title, ways = ways, tolerance = tolerance }
  end
  local words = { tanh = "hyperbolic" } -- tanh is a function in C
  add("plain loops, gcc", "gcc", "loops.c", words, { "", "-mprefer-vector-width=512" })
  add("plain loops, clang", "clang", "loops.c", words,
      { "", "-fno-slp-vectorize", "-fveclib=libmvec" })
  local eigen = "-std=c++17 $(pkg-config --cflags eigen3)"
  add("Eigen, fixed sizes", "g++", "eigen_fixed.cc", words,
      { eigen, "-DLAZY " .. eigen, names = { "", "lazyProduct" } })
  local fann = { sigmoid = "FANN_SIGMOID", tanh = "FANN_SIGMOID_SYMMETRIC",
                 identity = "FANN_LINEAR" }
  if fann[hidden] and fann[output] then -- it clips the derivative of a sigmoid
    add("FANN", "gcc", "fann.c", fann, { "-lfann", names = { "" } }, 0.02)
  end
  return all
end

return peers
