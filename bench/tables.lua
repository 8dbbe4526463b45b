-- tables.lua - what was measured as tables: { title, head, rows }, as text and as Markdown.
local measure = require "measure"

local tables = {}

local function time_text(seconds)
  if seconds < 1e-6 then return ("%.1f ns"):format(seconds * 1e9) end
  if seconds < 1e-3 then return ("%.2f µs"):format(seconds * 1e6) end
  return ("%.3f ms"):format(seconds * 1e3)
end
tables.time = time_text

function tables.share(one) return ("%.1f %%"):format(100 * one.share) end

-- The generated code's, in an order that does not depend on who is first.
function tables.ours(result)
  local list = {}
  for _, one in ipairs(result) do
    if one.ours then list[#list + 1] = one end
  end
  table.sort(list, function(a, b) return a.ours < b.ours end)
  return list
end

-- The fastest that is not ours, or nil.
function tables.best_other(result)
  for _, one in ipairs(result) do
    if not one.ours then return one end
  end
end

local function limit_text(result)
  local work = result.work
  if work.bytes then
    return ("; plain loops: %.1f GB/s"):format(work.bytes / result.limit * 1e-9)
  end
  return work.small and "" or ("; peak %.1f GFLOP/s"):format(work.flops / result.limit * 1e-9)
end

local function head(result)
  local work, list = result.work, { "", "time" }
  if not work.small then
    list[#list + 1] = work.bytes and "bytes" or "speed"
    list[#list + 1] = work.bytes and "of bandwidth" or "of peak"
  end
  for _, one in ipairs(tables.ours(result)) do list[#list + 1] = "over " .. one.ours end
  list[#list + 1] = ""
  return list
end

local function row(result, one)
  local work, list = result.work, { one.name, time_text(one.seconds) }
  if work.bytes then
    list[#list + 1] = ("%.1f GB/s"):format(work.bytes / one.seconds * 1e-9)
  elseif not work.small then
    list[#list + 1] = ("%.1f GFLOP/s"):format(work.flops / one.seconds * 1e-9)
  end
  if not work.small then list[#list + 1] = tables.share(one) end
  for _, other in ipairs(tables.ours(result)) do
    list[#list + 1] = other == one and "1" or ("%.2f"):format(measure.ratio(one, other))
  end
  list[#list + 1] = one.way or ""
  return list
end

-- Of a result of measure.race, or of what is a table already.
function tables.of(title, result)
  if result.head then return { title = title, head = result.head, rows = result.rows } end
  if result.none then return { title = title .. ": " .. result.none, rows = {} } end
  local t = { title = title .. limit_text(result), head = head(result), rows = {} }
  for i, one in ipairs(result) do t.rows[i] = row(result, one) end
  return t
end

-- ---- as text ----

local function padded(text, width, left)
  local space = (" "):rep(width - utf8.len(text)) -- µ is two bytes, one column
  return left and text .. space or space .. text
end

function tables.print(t)
  if t.title then print("\n  " .. t.title) end
  if not t.head then return end
  local width = {}
  for _, list in ipairs { t.head, table.unpack(t.rows) } do
    for c, text in ipairs(list) do width[c] = math.max(width[c] or 0, utf8.len(text)) end
  end
  for _, list in ipairs { t.head, table.unpack(t.rows) } do
    local line = "  "
    for c, text in ipairs(list) do
      line = line .. padded(text, width[c], c == 1 or t.head[c] == "") .. "   "
    end
    print((line:gsub("%s+$", "")))
  end
end

-- ---- as Markdown ----

function tables.markdown(t)
  local lines, rule = {}, {}
  if t.title then lines = { "**" .. t.title .. "**", "" } end
  if not t.head then return table.concat(lines, "\n") end
  for c, text in ipairs(t.head) do rule[c] = (c == 1 or text == "") and "---" or "--:" end
  for _, list in ipairs { t.head, rule, table.unpack(t.rows) } do
    lines[#lines + 1] = "| " .. table.concat(list, " | ") .. " |"
  end
  return table.concat(lines, "\n") .. "\n"
end

return tables
