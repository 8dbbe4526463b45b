-- adapter.lua - from a generated header to the `struct net` of net.h.
--
--   lua5.4 adapter.lua NET.h NET.c SYMBOL > adapter.c
--
-- Reads the declarations as a user would: names, sizes and order of arguments come from them alone.
local header, source, symbol = arg[1], arg[2], arg[3]

local file = assert(io.open(header))
local text = file:read "a":gsub("/%*.-%*/", function(c) return c:match "layer %d+" or "" end)
file:close()

local name = assert(text:match "typedef struct (%g+)_parameters {", "no parameters")
local NAME = name:upper()
local define = {}
for key, value in text:gmatch("#define " .. NAME .. "_(%g+) (%d+)") do
  define[key] = tonumber(value)
end

-- The arguments of a prototype: { type, name } each.
local function arguments(f)
  local inside = assert(text:match("[%s*]" .. name .. "_" .. f .. "(%b());"), f .. " is missing")
  local list = {}
  for argument in inside:sub(2, -2):gmatch "[^,]+" do
    local type, word = argument:gsub("%s+", " "):match "^ ?(.-)([%w_]+)$"
    list[#list + 1] = { type = type, name = word }
  end
  return list
end

local real = text:match("(%g+) " .. name .. "_loss%(")

local function sized(list, kind, sequential)
  for _, a in ipairs(list) do
    local own = a.name:gsub("_%d+$", "") -- x_1, where x is a word of the file's
    a.elements = define[kind .. "_" .. a.name:upper()] or define[kind .. "_" .. own:upper()]
      or define[sequential]
    a.classes, a.numbers = 0, 0
    if a.type:find "int32_t" then -- a target is one class number, an input as many as elements
      local classes = define["CLASSES_" .. a.name:upper()] or define["CLASSES_" .. own:upper()]
      a.classes, a.numbers = classes or a.elements, classes and a.elements or 1
    end
  end
  return list
end

-- Inputs and outputs from predict, targets from what loss takes besides.
local inputs, outputs, targets = {}, {}, {}
for i, a in ipairs(arguments "predict") do
  if i > 1 then table.insert(a.type:find "const" and inputs or outputs, a) end
end
for i, a in ipairs(arguments "loss") do
  if i > 2 + #inputs and not a.type:find "workspace" then targets[#targets + 1] = a end
end
sized(inputs, "INPUT", "INPUTS")
sized(outputs, "OUTPUT", "OUTPUTS")
sized(targets, "TARGET", "OUTPUTS")

-- ---- the C ----

local function out(format, ...) io.write(format:format(...), "\n") end

local function casts(list, array)
  local s = ""
  for i, a in ipairs(list) do s = s .. (", (%s)%s[%d]"):format(a.type, array, i - 1) end
  return s
end

out('#include "%s"', header)
out('#include "%s"', source)
out '#include "net.h"'
out ""

local function table_of(kind, list)
  out("static const struct argument adapted_%ss[] = {", kind)
  for _, a in ipairs(list) do
    out('    { "%s", %d, %d, %d },', a.name, a.elements, a.classes, a.numbers)
  end
  out "    { NULL, 0, 0, 0 }\n};"
end
local dinputs = {} -- numbers, whatever the inputs are
for i, a in ipairs(inputs) do
  dinputs[i] = { name = "d" .. a.name, elements = a.elements, classes = 0, numbers = 0 }
end
table_of("input", inputs)
table_of("dinput", dinputs)
table_of("target", targets)
table_of("output", outputs)

local blocks, first = {}, 0
local fields = text:match("typedef struct " .. name .. "_parameters (%b{})")
for field, sizes in fields:gmatch(real .. " ([%w_]+)([%[%]%d]+);") do
  local rows, cols = 1, 1 -- all axes but the last, the last
  for size in sizes:gmatch "%d+" do rows, cols = rows * cols, tonumber(size) end
  local is_bias = not sizes:find("][", 1, true)
  blocks[#blocks + 1] = ('    { "%s", %d, %d, %d, %s },'):format(field, rows, cols, first,
                                                             tostring(is_bias))
  first = first + rows * cols
end
assert(first == define.PARAMETERS, "PARAMETERS does not count the scalars")
out("static const struct block adapted_blocks[] = {\n%s\n};", table.concat(blocks, "\n"))

local optimizer = text:match("typedef struct " .. name .. "_optimizer (%b{})")
local states = {}
for state in optimizer:gmatch(name .. "_parameters (%g+);") do states[#states + 1] = state end
out "static const char *const adapted_states[] = {"
for _, s in ipairs(states) do out('    "%s",', s) end
out "    NULL\n};"
out "static const size_t adapted_offsets[] = {"
for _, s in ipairs(states) do out("    offsetof(%s_optimizer, %s),", name, s) end
out "    0\n};"

local p = ("(const %s_parameters *)p"):format(name)
local x, t, y = casts(inputs, "x"), casts(targets, "t"), casts(outputs, "y")
local ws = (", (%s_workspace *)ws"):format(name)
local dx = ""
for i in ipairs(inputs) do dx = dx .. (", dx ? (%s *)dx[%d] : NULL"):format(real, i - 1) end

local function define_function(type, f, parameters, body)
  out("\nstatic %s adapted_%s(%s)\n{\n    %s;\n}", type, f, parameters, body)
end
define_function("void", "init", "void *p, uint64_t seed",
                ("%s_init((%s_parameters *)p, seed)"):format(name, name))
define_function("void", "optimizer_init", "void *o",
                ("%s_optimizer_init((%s_optimizer *)o)"):format(name, name))
define_function("void", "predict", "const void *p, void *const *x, void *const *y",
                ("%s_predict(%s%s%s)"):format(name, p, x, y))
define_function("void", "forward",
                "const void *p, size_t n, void *const *x, void *const *y, void *ws",
                ("%s_forward(%s, n%s%s%s)"):format(name, p, x, y, ws))
define_function("double", "loss",
                "const void *p, size_t n, void *const *x, void *const *t, void *ws",
                ("(void)t;\n    return %s_loss(%s, n%s%s%s)"):format(name, p, x, t, ws))
define_function("double", "backward", "const void *p, size_t n, void *const *x, void *const *t,"
                .. " void *g, void *const *dx, void *ws",
                ("(void)t;\n    return %s_backward(%s, n%s%s, (%s_parameters *)g%s%s)")
                :format(name, p, x, t, name, dx, ws))
define_function("double", "step", "void *p, void *o, size_t n, void *const *x, void *const *t,"
                .. " void *ws",
                ("(void)t;\n    return %s_step((%s_parameters *)p, (%s_optimizer *)o, n%s%s%s)")
                :format(name, name, name, x, t, ws))

out ""
out("typedef char adapted_no_padding[sizeof(%s_parameters) == %s_PARAMETERS * sizeof(%s)"
    .. " ? 1 : -1];", name, NAME, real)
out '#ifdef __cplusplus\nextern "C" {\n#endif'
out("extern const struct net %s;", symbol)
out("const struct net %s = {", symbol)
out('    "%s", %s, sizeof(%s), %s_BATCH, %s_PARAMETERS,', name, tostring(real == "double"), real,
    NAME, NAME)
out("    sizeof(%s_parameters), sizeof(%s_optimizer), sizeof(%s_workspace),", name, name, name)
out("    %d, %d, %d, %d, %d, adapted_inputs, adapted_dinputs, adapted_targets,",
    #inputs, #targets, #outputs, #blocks, #states)
out "    adapted_outputs, adapted_blocks, adapted_states, adapted_offsets,"
out("    offsetof(%s_optimizer, rate),", name)
out "    adapted_init, adapted_optimizer_init, adapted_predict, adapted_forward, adapted_loss,"
out "    adapted_backward, adapted_step\n};"
out "#ifdef __cplusplus\n}\n#endif"
