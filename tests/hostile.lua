-- hostile.lua - writes the specs of tests/hostile, each with what bpgen must answer.
--
--   lua5.4 hostile.lua FOLDER FILE...      FILE: tests/hostile/loops.lua ...
--
-- A file returns a list of { name, answer, text }; a text may be a function that makes it.
-- FOLDER/NAME.lua is the spec, FOLDER/NAME.answer what is expected. FOLDER/list has all names in
-- order.
local folder = arg[1]

local function write(name, text)
  local file = assert(io.open(folder .. "/" .. name, "wb"))
  assert(file:write(text))
  assert(file:close())
end

local names = {}
for i = 2, #arg do
  for _, case in ipairs(dofile(arg[i])) do
    local name, answer, text = table.unpack(case)
    assert(not names[name], name)
    names[#names + 1], names[name] = name, true
    write(name .. ".lua", type(text) == "function" and text() or text)
    write(name .. ".answer", answer .. "\n")
  end
end
write("list", table.concat(names, "\n") .. "\n")
