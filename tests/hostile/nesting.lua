-- nesting.lua - specs that are deep: parentheses, tables, functions, calls, blocks, chains of
-- operators, and what the compiler of Lua walks again and again.

local deep = "nested too deep: Lua reads some 190 levels"
local net = "\nreturn network { input = 3, layers = { dense(2) }, loss = half_squared_error }"

local function nested(open, inside, close, n)
  n = n or math.min(100000, 1000000 // (#open + #close))
  return open:rep(n) .. inside .. close:rep(n)
end

local function lines_of(open, n) return (open .. "\n"):rep(n or 300) end

return {
  { "parentheses", "1: " .. deep, "local a = " .. nested("(", "1", ")") },
  { "parentheses-lines", "19", "local a =\n" .. lines_of("(") .. "1" .. (")"):rep(300) },
  { "parentheses-100", "good", "local a = " .. nested("(", "1", ")", 100) .. net },
  { "tables", "1: " .. deep, "local a = " .. nested("{", "", "}") },
  { "tables-keyed", "1: " .. deep, "local a = " .. nested("{a=", "1", "}") },
  { "tables-in-keys", "1: " .. deep, "local a = " .. nested("{[", "1", "]=1}") },
  { "functions", "1: " .. deep, "return " .. nested("function() return ", "1", " end") },
  { "calls", "1: " .. deep, "return " .. nested("f(", "1", ")") },
  { "calls-of-words", "1: " .. deep,
    "local x = input('x', 1) return " .. nested("tanh(", "x", ")") },
  { "calls-150", "good",
    "local x = input('x', 1) local y = " .. nested("tanh(", "dense(1)(x)", ")", 150)
    .. "\nreturn network { output = y, loss = half_squared_error(y, target('t', 1)) }" },
  { "indexing", "1: " .. deep, "local a return " .. nested("a[", "1", "]") },
  { "ifs", "1: " .. deep, nested("if a then ", "", " end") },
  { "ifs-lines", "19", lines_of("if a then") },
  { "else-ifs", "1: " .. deep, nested("if a then else ", "", " end") },
  { "whiles", "1: " .. deep, nested("while a do ", "", " end") },
  { "fors", "1: too many local variables", nested("for i = 1, 2 do ", "", " end") },
  { "repeats", "1: " .. deep, nested("repeat ", "", " until a") },
  { "blocks", "1: " .. deep, nested("do ", "", " end") },
  { "minus", "1: " .. deep, "return " .. ("- "):rep(100000) .. "1" },
  { "nots", "1: " .. deep, "return " .. ("not "):rep(100000) .. "1" },
  { "lengths", "1: " .. deep, "return " .. ("#"):rep(100000) .. "a" },
  { "powers-of-powers", "1: " .. deep, "return " .. ("2^"):rep(100000) .. "2" },
  { "concatenations", "1: " .. deep, "local a = 'a' return " .. ("a.."):rep(100000) .. "a" },
  { "long-bracket", "1: unfinished long string", "return [" .. ("="):rep(200000) .. "[" },
  { "long-comment", "1: unfinished long comment", "--[" .. ("="):rep(200000) .. "[" },
  { "long-level", "good",
    "local a = [" .. ("="):rep(60000) .. "[ x ]" .. ("="):rep(60000) .. "]" .. net },

  -- long, not deep
  { "sum", "good", "local a = 0" .. (" + 1"):rep(100000) .. net },
  { "sum-of-variables", "good", "local b, a = 1 a = b" .. (" + b"):rep(100000) .. net },
  { "ands", "stopped 1", "local b return b" .. (" and b"):rep(140000) },
  { "ors", "stopped 1", "local b return b" .. (" or b"):rep(150000) },
  { "comparisons", "1: attempt to compare", "return 1" .. (" < 2"):rep(100000) },
  { "else-if-chain", "stopped 1",
    "local a if a then" .. (" elseif a then"):rep(70000) .. " end" .. net },
  { "fields", "1: unknown word 'a'", "return a" .. (".b"):rep(100000) },
  { "calls-in-a-row", "1: unknown word 'a'", "return a" .. ("()"):rep(100000) },
  { "strings-in-a-row", "1: unknown word 'a'", "return a" .. ("''"):rep(100000) },
  { "methods", "1: unknown word 'a'", "return a" .. (":b()"):rep(100000) },
  { "gotos", "1", ("goto a "):rep(140000) .. "::a::" },
  { "gotos-in-blocks", "stopped [12]",
    ("do " .. ("goto a "):rep(30000) .. "::a:: end "):rep(4) .. net },
  { "labels", "1", function()
    local t = {}
    for i = 1, 80000 do t[i] = "::l" .. i .. "::" end
    return table.concat(t)
  end },
  { "breaks", "1", "while true do " .. ("if a then break end "):rep(50000) .. " end" },
  { "locals", "1: too many local variables (limit is 200)", ("local a = 1 "):rep(80000) },
  { "upvalues", "1: too many upvalues (limit is 255)", function()
    local t, names = {}, {}
    for i = 1, 300 do
      t[i] = "local a" .. i .. " = 1 "
      names[i] = "a" .. i
      if i % 150 == 0 then t[i] = t[i] .. "local function f" .. i .. "() " end
    end
    return table.concat(t) .. "return function() return " .. table.concat(names, " + ")
  end },
  { "names-far-away", "stopped 1", function()
    local locals = {}
    for i = 1, 190 do locals[i] = "a" .. i end
    return ("local " .. table.concat(locals, ",") .. " = 1 local function f() "):rep(90)
      .. ("z=z "):rep(190000)
  end },
  { "functions-in-a-row", "good", ("local function f() return 1 end "):rep(150) .. net },
  { "functions-many", "1", ("f = function() return 1 end "):rep(36000) },
  { "constants-many", "1", function()
    local t = {}
    for i = 1, 90000 do t[i] = "a=" .. i .. ".5" end
    return table.concat(t, " ")
  end },
  { "assignments", "1: unknown word 'a'", ("a=a "):rep(250000) },
  { "targets-of-assignment", "1: ", "a" .. (",a"):rep(100000) .. " = 1" },
  { "semicolons", "good", (";"):rep(900000) .. net },

  -- at run time
  { "values-nested", "stopped 1", "local t = {} for i = 1, 1e9 do t = { t } end" },
  { "functions-composed", "good", [[
    local function compose(f, g) return function(x) return g(f(x)) end end
    local f = dense(3)
    for i = 1, 1000 do f = compose(f, identity) end
    return network { input = 3, layers = { f }, loss = half_squared_error }]] },
  { "functions-composed-deep", "stopped 2", "local function compose(f, g) "
    .. "return function(x)\nreturn g(f(x)) end end local f = dense(3) "
    .. "for i = 1, 200000 do f = compose(f, identity) end "
    .. "return network { input = 3, layers = { f }, loss = half_squared_error }" },
  { "layers-in-layers", "stopped 2", "local f = dense(3) for i = 1, 400 do local g = f\n"
    .. "f = dense(3, function(x) return g(x) end) end\n"
    .. "return network { input = 3, layers = { f }, loss = half_squared_error }" },
}
