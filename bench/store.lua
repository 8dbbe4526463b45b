-- store.lua - what was measured, kept in a folder, a file for each title, so that a run can go on
-- where another ended and the page can be written anew without measuring.
local measure = require "measure"

local store = {}
local folder

local function literal(value)
  if type(value) == "table" then
    local parts = {}
    for i, item in ipairs(value) do parts[i] = literal(item) end
    for key, item in pairs(value) do
      if type(key) == "string" then parts[#parts + 1] = key .. " = " .. literal(item) end
    end
    return "{ " .. table.concat(parts, ", ") .. " }"
  end
  return ("%q"):format(value)
end

local function path(title)
  return folder .. "/" .. title:gsub("[^%w]+", "_") .. ".lua"
end

-- keep: with what is there already.
function store.open(name, keep)
  folder = name
  assert(measure.shell((keep and "" or "rm -rf %s && "):format(folder) .. "mkdir -p " .. folder))
end

function store.put(title, value)
  local file <close> = assert(io.open(path(title), "w"))
  assert(file:write("return ", literal(value), "\n"))
end

-- nil where there is none.
function store.get(title)
  local chunk = loadfile(path(title), "t", {})
  return chunk and chunk()
end

return store
