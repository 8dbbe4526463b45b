-- field_lines.lua - a random spec with one wrong field, and the line of that field.
--
--   lua5.4 tests/field_lines.lua SEED > net.lua      first line: -- error: LINE: how it begins
--
-- The fields stand in any order, between blanks, line ends, comments and strings that look like
-- fields, in the call or in a variable.
math.randomseed(math.tointeger(tonumber(arg[1])), 7)
local random = math.random
local function pick(list) return list[random(#list)] end

local text, line = "", 2 -- below the comment that is written last
local function add(s)
  text = text .. s
  line = line + select(2, s:gsub("\n", ""))
end

local gaps = {
  "", " ", " ", "\n", "\n\n", "--[[ batch = 7 } ]] ", "-- l2 = 3, }\n", "--[==[\n]] { \"\n]==]",
  "\n  ", "\r\n", "--\n",
}
local function gap() for _ = 1, random(0, 2) do add(pick(gaps)) end end

-- Tokens between gaps; the line of the last one.
local function tokens(...)
  local at
  for _, token in ipairs { ... } do
    gap()
    if (text:sub(-1) .. token:sub(1, 1)):find("[%w_][%w_]") then add(" ") end
    at = line
    add(token)
  end
  return at
end

local decoys = {
  "'batch = 3, }'", '"\\"} l2 = {"', "[[\nname = 5,\n]]", "[=[ ]] } \n]=]", "'\\\n'", "'\\z\n  }'",
}
local function decoy() -- an expression that is true
  return pick { pick(decoys), "#" .. pick(decoys) .. " > 0", "({ batch = 2, { l2 = 1 } }).batch",
                "(function(batch) local l2 = { name = 1 } if batch then return 1 end end)(1)",
                "({ function() for i = 1, 2 do while i do break end end "
                .. "repeat until true end })[1]" }
end

-- ---- what is wrong, and where ----

local kinds = { "batch", "l2", "name", "real", "rate", "layer", "bias", "unknown" }
local wrong = pick(kinds)
local wrong_line, message

local function value(key, good, bad, says)
  local at = tokens(key)
  tokens("=")
  if random(3) == 1 then tokens(decoy(), "and") end
  tokens(key == wrong and bad or good)
  if key == wrong then wrong_line, message = at, says end
end

local fields = {
  function() value("batch", "4", "3.5", "batch: wants") end,
  function() value("l2", "0", "-1", "l2: wants") end,
  function() value("name", "'n'", "'2 x'", "name: wants") end,
  function() value("real", "'double'", "'half'", "real: wants") end,
  function() tokens("loss", "=", "half_squared_error") end,
  function() tokens("input", "=", "3") end,
  function()
    tokens("optimizer", "=", "sgd")
    add(" {")
    value("momentum", "0", "0", "")
    tokens(",")
    value("rate", "0.1", "-1", "sgd: rate: wants")
    tokens("}")
  end,
  function()
    tokens("layers", "=", "{")
    local which = random(3)
    for i = 1, 3 do
      if wrong == "layer" and i == which then
        wrong_line, message = tokens("5"), "layers[" .. i .. "]: wants"
      elseif wrong == "bias" and i == which then
        add("\n") -- two calls that begin on one line leave a doubt: then the line is theirs
        tokens("dense(2, tanh, {")
        value("bias", "true", "0", "layer " .. i .. ": bias: wants")
        tokens("} )")
      else
        tokens(pick { "dense(2)", "dense(2, tanh, { bias = true })",
                      "dense(2, function(z) return z end)" })
      end
      if wrong == "bias" and i == which then add("\n") end
      if i < 3 then tokens(pick { ",", ";" }) end
    end
    tokens("}")
  end,
}
if wrong == "unknown" then
  fields[#fields + 1] = function()
    wrong_line, message = tokens("qqqq"), "network: unknown option 'qqqq'"
    tokens("=", decoy())
  end
end
for i = #fields, 2, -1 do
  local j = random(i)
  fields[i], fields[j] = fields[j], fields[i]
end

-- ---- the text ----

local in_variable = random(4) == 1
if random(2) == 1 then tokens("local text = " .. decoy(), ";") end
tokens(in_variable and "local o = {" or pick { "return network {", "return network ( {",
                                               "local n = network{" })
local how = text:match("network *%(") and ")" or text:match("local n") and " return n" or ""
for i, write in ipairs(fields) do
  write()
  tokens(i < #fields and pick { ",", ";" } or pick { "", ",", ";" })
end
tokens("}")
add(in_variable and "\nreturn network(o)\n" or how .. "\n")
-- A key that stands in several places is not looked for: then the line is that of the call.
if in_variable then
  local call = line - 1
  io.write("-- error: ", wrong_line, "|", call, ": ", message, "\n", text)
else
  io.write("-- error: ", wrong_line, ": ", message, "\n", text)
end
