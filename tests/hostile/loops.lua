-- loops.lua - specs that loop for ever, or would as well: in Lua, in its C functions, in single
-- instructions, in what bpgen does for them.

local digits, hex = ("7"):rep(64000), ("f"):rep(64000)

-- A loop without end after some preparation, all on lines 1 and 2.
local function loop(before, body)
  return before .. "\nwhile true do " .. body .. " end"
end

-- A function that calls g with 60,000 arguments.
local many = [[local function many(n, ...) if n == 0 then return ... end return many(n - 1, ]]
  .. ("n, "):rep(200) .. [[...) end ]]

return {
  -- instructions
  { "while", "stopped 1", "while true do end" },
  { "repeat", "stopped 1", "repeat until false" },
  { "goto", "stopped 2", "::again::\ngoto again" },
  { "for-huge", "stopped 1", "for i = 1, 1e18 do end" },
  { "for-float", "stopped 1", "for x = 0, 1, 1e-18 do end" },
  { "for-backwards", "stopped 1", "for i = math.maxinteger, math.mininteger, -1 do end" },
  { "recursion", "stopped 1", "local function f(n) return 1 + f(n + 1) end f(1)" },
  { "recursion-tail", "stopped 1", "local function f(n) return f(n + 1) end f(1)" },
  { "recursion-fast", "stopped 1", "local function f() f() end f()" },
  { "recursion-tree", "stopped 1",
    "local function f(n) if n > 0 then f(n - 1) f(n - 1) end end f(60)" },
  { "recursion-layers", "stopped 3",
    "local f\nlocal d = dense(3, function(z) return f(z) end)\nf = function(z) return d(z) end\n"
    .. "return network { input = 3, layers = { d }, loss = half_squared_error }" },
  { "ackermann", "stopped 2", [[local function a(m, n) if m == 0 then return n + 1 elseif n == 0
    then return a(m - 1, 1) else return a(m - 1, a(m, n - 1)) end end a(4, 4)]] },

  -- C functions, and single instructions that are long
  { "tonumber", "stopped 2", loop("local s = '" .. digits .. "'", "tonumber(s)") },
  { "tonumber-hex", "stopped 2", loop("local s = '0x" .. hex .. "'", "tonumber(s)") },
  { "tonumber-base", "stopped 2", loop("local s = '" .. hex .. "'", "tonumber(s, 16)") },
  { "tonumber-blanks", "stopped 2",
    loop("local s = '" .. (" "):rep(64000) .. "1'", "tonumber(s)") },
  { "select-count", "stopped 2", many .. "local function g(...)\n"
    .. "while true do local n = select('#', ...) end end g(many(300))" },
  { "select-last", "stopped 2", many .. "local function g(...)\n"
    .. "while true do local n = select(-1, ...) end end g(many(300))" },
  { "math-max", "stopped 2", many .. "local function g(...)\n"
    .. "while true do local n = math.max(...) end end g(many(300))" },
  { "max-of-nodes", "2: the spec makes more than 250000 gates",
    "local x = input('x', 1) " .. many .. "local function g(...)\n"
    .. "while true do local n = max(x, ...) end end g(many(300))" },
  { "varargs-table", "stopped 2", many .. "local function g(...)\n"
    .. "while true do local t = { ... } end end g(many(300))" },
  { "varargs-deep", "stopped 1", "local function f(n, ...) if n == 0 then return 0 end "
    .. "return f(n - 1, n, ...) end f(200000)" },
  { "varargs-return", "stopped 1", many .. "local function g(...) return ... end\n"
    .. "while true do g(many(300)) end" },
  { "tostring", "stopped 1", "while true do local s = tostring(1 / 3) end" },
  { "tostring-node", "stopped 2", loop("local x = input('x', 1)", "local s = tostring(x)") },
  { "type", "stopped 1", "while true do local s = type(1) end" },
  { "error-text", "1: e", "error('" .. ("e"):rep(60000) .. "')" },
  { "assert-text", "1: e", "assert(false, '" .. ("e"):rep(60000) .. "')" },
  { "compare-strings", "stopped 2", loop("local a, b = '" .. digits .. "1', '" .. digits .. "2'",
                                         "local c = a < b") },
  { "equal-strings", "stopped 2",
    loop("local a, b = '" .. digits .. "', '" .. digits:sub(2) .. "' b = '7' .. b",
         "local c = a == b") },
  { "concatenate", "stopped 2", loop("local s = '" .. digits .. "'", "local t = s .. '1'") },
  { "concatenate-growing", "stopped 2", loop("local s = ''", "s = s .. 'x'") },
  { "concatenate-numbers", "stopped 1",
    "local i = 0 while true do i = i + 1 local s = i .. i end" },
  { "string-doubling", "stopped 2", loop("local s = 'x'", "s = s .. s") },
  { "length", "stopped 2", loop("local t = {} for i = 1, 200000 do t[i] = i end",
                                "local n = #t") },
  { "rehash", "stopped 3", "local t = {} for i = 1, 100000 do t[i + 0.5] = true end\n"
    .. "local i = 0.5\nwhile true do t[i] = nil t[-i] = true t[-i] = nil i = i + 1 end" },
  { "rehash-lists", "stopped 1",
    "while true do local t = {} for i = 1, 65537 do t[i] = i end end" },
  { "table-growing", "stopped 2", loop("local t, i = {}, 0", "i = i + 1 t[i] = i") },
  { "table-of-names", "stopped 2", loop("local t, i = {}, 0", "i = i + 1 t['k' .. i] = i") },
  { "tables-nested", "stopped 2", loop("local t = {}", "t = { t }") },
  { "tables-dropped", "stopped 1", "while true do local t = { {}, {}, {}, {} } end" },
  { "closures", "stopped 2",
    loop("local f", "local g = f f = function() return g end") },
  { "globals", "stopped 1", "local function f(i) a = i b = a return f(i + 1) end f(1)" },
  { "ipairs", "stopped 2", loop("local t = {} for i = 1, 200000 do t[i] = i end",
                                "for i in ipairs(t) do end") },
  { "math-functions", "stopped 1",
    "while true do local a = math.fmod(1e300, 3) + math.sin(1e22) + math.exp(1) end" },
  { "powers", "stopped 1", "local x = 2.5 while true do x = (x ^ 0.3) ^ 3.3 end" },

  -- printing
  { "print-nothing", "printed", "while true do print() end" },
  { "print-empty", "printed", "while true do print('') end" },
  { "print-long", "printed", "while true do print('" .. digits .. "') end" },
  { "print-many", "stopped 1", many .. "while true do print(many(300)) end" },
  { "print-nodes", "printed", "local x = input('x', 1) while true do print(x, x, x, x) end" },
  { "print-newlines", "printed", "while true do print('\\n\\n\\n\\n\\n\\n\\n\\n\\n') end" },

  -- words that nobody knows, and mistakes without end
  { "unknown-again", "1: unknown word 'nope'", "while true do local a = nope end" },
  { "unknown-called", "1: unknown word 'nope'", "while true do nope(1, 2, 3) end" },
  { "unknown-field", "1: unknown word 'nope'", "while true do local a = nope.x.y.z end" },
  { "unknown-arithmetic", "1: unknown word 'nope'",
    "local a = nope while true do a = a * 2 + a end" },
  { "unknown-concatenated", "1: unknown word 'nope'",
    "local a = nope while true do a = a .. a end" },
  { "unknown-iterated", "1: unknown word 'nope'", "while true do for a in nope do end end" },
  { "unknown-999", "1: unknown word 'unknown_1'", function()
    local t = {}
    for i = 1, 999 do t[i] = "local a" .. i .. " = unknown_" .. i end
    return "do " .. table.concat(t, " end do ") .. " end while true do local a = unknown_999 end"
  end },
  { "unknown-999-lines", "1: unknown word 'unknown_1'", function()
    local t = {}
    for i = 1, 999 do t[i] = "do local a" .. i .. " = unknown_" .. i .. " end" end
    return table.concat(t, "\n")
  end },
  { "unknown-many-names", "1: unknown word 'word_1'", function()
    local t = {}
    for i = 1, 40000 do t[i] = "f(word_" .. i .. ")" end
    return "local function f() end " .. table.concat(t, " ")
  end },
  { "unknown-many-variables", "3: unknown word 'variable_'", function()
    local t = {}
    for i = 1, 40000 do t[i] = "variable_" .. i .. " = 1" end
    return table.concat(t, " ") .. "\nfor i = 1, 10 do\nlocal a = variable_ end"
  end },
  { "unknown-long", "1: unknown word 'uuu", "local a = " .. ("u"):rep(60000)
    .. " while true do local a = " .. ("v"):rep(60000) .. " end" },
  { "mistakes", "1: add: wants nodes or numbers, got nothing",
    "local x = input('x', 1) while true do local y = x + nil end" },
  { "mistakes-many", "1: add: wants nodes or numbers, got the string 's1'",
    "local x, i = input('x', 1), 0 while true do i = i + 1 local y = x + ('s' .. i) end" },
  { "mistakes-shapes", "1: add: shapes 1x2 and 1x3 do not fit",
    "local x, y = input('x', 2), input('y', 3) while true do local z = x + y end" },
  { "mistakes-options", "1: dense: unknown option 'a1'",
    "local i = 0 while true do i = i + 1 dense(1, relu, { ['a' .. i] = 1, ['b' .. i] = 2 }) end" },
  { "mistakes-optimizer", "1: sgd: rate: wants a number of at least 0, got -1",
    "while true do sgd { rate = -1 } end" },

  -- words of the language
  { "dense", "stopped 1", "while true do local d = dense(3, relu) end" },
  { "dense-kept", "stopped 1", "local t = {} while true do t[#t + 1] = dense(3) end" },
  { "dense-applied", "stopped 2", loop("local x = input('x', 1)", "x = dense(1)(x)") },
  { "sgd", "stopped 1", "while true do local o = sgd { rate = 1 } end" },
  { "initialisers", "stopped 1", "while true do local u = uniform(1) end" },
  { "activations", "stopped 1", "while true do local u = elu(1)  end" },
  { "param", "stopped 1", "while true do local p = param('p', 1) end" },
  { "input", "1: the network has more than 1000 inputs, targets and outputs",
    "local i = 0 while true do i = i + 1 local x = input('i' .. i, 1) end" },
  { "input-same", "1: input 'x': clashes with the input 'x' of line 1",
    "while true do local x = input('x', 1) end" },
  { "gates", "2: the spec makes more than 250000 gates",
    loop("local x = input('x', 1)", "x = x + 1") },
  { "gates-dropped", "2: the spec makes more than 250000 gates",
    loop("local x = input('x', 1)", "local y = tanh(x)") },
  { "gates-of-numbers", "stopped 1", "local x = 1 while true do x = tanh(x) + max(x, 1, 2) end" },
  { "constants", "2: the spec makes more than 250000 gates",
    loop("local x, i = input('x', 1), 0", "i = i + 1 local y = x + i / 7") },
  { "size", "stopped 2", loop("local x = input('x', 1)", "local n = #x") },
  { "network-again", "1: network: line 1 has called it already",
    "while true do network { input = 1, layers = { dense(1) }, loss = half_squared_error } end" },
  { "layer", "stopped 2",
    "return network { input = 1, loss = half_squared_error, layers = { function(x)\n"
    .. "while true do end end } }" },
  { "loss", "stopped 2",
    "return network { input = 1, layers = { dense(1) }, loss = function(y, t)\n"
    .. "while true do end end }" },
}
