-- words.lua - the words of the spec language, one a line: `word`, or `math.word`; from the files of
-- the language itself, run with stubs for what is written in C.
--
--   lua5.4 tests/builds/words.lua ROOT            what the language has
--   lua5.4 tests/builds/words.lua ROOT FILE.lua   what a file of annotations defines

local root, annotations = arg[1], arg[2]

local function sorted(set, before)
  local list = {}
  for word in pairs(set) do list[#list + 1] = before .. word end
  table.sort(list)
  for _, word in ipairs(list) do print(word) end
end

-- Lua's own words that a spec has, which the language server knows.
local function is_of_lua(word) return _G[word] ~= nil end

if annotations then
  local defined, of_math = {}, {}
  local stub = setmetatable({}, {
    __newindex = function(_, word, value)
      defined[word] = true
      rawset(_G, "value_of_" .. word, value)
    end,
    __index = function(_, word)
      if word == "math" then
        return setmetatable({}, { __newindex = function(_, name) of_math[name] = true end })
      end
      return rawget(_G, "value_of_" .. word)
    end,
  })
  assert(loadfile(annotations, "t", stub))()
  sorted(defined, "")
  sorted(of_math, "math.")
  return
end

-- A stub for each function of C, that of `word` apart, which hands its function on.
local given = {
  word = function(f) return function(...) return f(...) end end,
  kind = type, size_max = 1000, messages = function() return 0 end,
}
local env = setmetatable(given, { __index = function(_, name)
  return _G[name] or function() return function() end end
end })
local order = assert(io.open(root .. "/generator/spec/spec.c")):read("a")
for file in string.gmatch(order, '"spec/([a-z_]+%.lua)"') do
  assert(loadfile(root .. "/generator/spec/" .. file, "t", env))()
end
local words, of_math = {}, {}
for word in pairs(env.words) do
  if not is_of_lua(word) then words[word] = true end
end
for word, value in pairs(env.words.math) do
  if value ~= math[word] then of_math[word] = true end
end
sorted(words, "")
sorted(of_math, "math.")
