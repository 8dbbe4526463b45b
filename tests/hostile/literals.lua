-- literals.lua - specs with huge words, numbers, strings and comments, and what is no text at all.

local good = "return network { input = 3, layers = { dense(2) }, loss = half_squared_error }"
local function network(field)
  return "return network { input = 3, layers = { dense(2) }, loss = half_squared_error,\n" .. field
    .. " }"
end

return {
  { "comment-line", "good", "--" .. ("x"):rep(1000000) .. "\n" .. good },
  { "comment-long", "good", "--[[" .. ("\n] "):rep(300000) .. "]]\n" .. good },
  { "comments", "good", ("--\n"):rep(300000) .. good },
  { "blanks", "good", (" "):rep(1000000) .. good },
  { "newlines", "good", ("\n"):rep(1000000) .. good },
  { "newlines-mixed", "good", ("\r\n"):rep(400000) .. good },
  { "newlines-then-mistake", "1000001: batch: wants", ("\n"):rep(1000000) .. network("batch = 0")
    :gsub("\n", "") },
  { "string", "1: the spec makes a string of more than 65536 bytes",
    "local s = '" .. ("s"):rep(1000000) .. "'\n" .. good },
  { "string-long", "1: the spec makes a string of more than 65536 bytes",
    "local s = [[" .. ("s"):rep(1000000) .. "]]\n" .. good },
  { "string-escapes", "1: the spec makes a string of more than 65536 bytes",
    "local s = '" .. ("\\u{7FFFFFFF}"):rep(70000) .. "'" },
  { "string-blanks", "good", "local s = '\\z" .. (" "):rep(900000) .. "'\n" .. good },
  { "string-newlines", "good", "local s = '" .. ("\\\n"):rep(30000) .. "'\n" .. good },
  { "strings", "stopped 1", function()
    local t = {}
    for i = 1, 15 do t[i] = "'" .. i .. ("s"):rep(60000) .. "'" end
    return "while true do local t = { " .. table.concat(t, " .. '', ") .. " } end"
  end },
  { "string-unfinished", "1: unfinished string", "local s = '" .. ("s"):rep(1000000) },
  { "string-unfinished-escape", "1: ", "local s = '" .. ("\\"):rep(999999) },
  { "name", "1: the spec makes a string of more than 65536 bytes", "local " .. ("n"):rep(1000000) },
  { "names", "1: too many local variables", function()
    local t = {}
    for i = 1, 1500 do t[i] = "local n" .. i .. ("n"):rep(600) .. " = 1" end
    return table.concat(t, " ")
  end },
  { "digits", "good", "local n = " .. ("7"):rep(900000) .. "\n" .. good },
  { "digits-fraction", "good", "local n = 0." .. ("7"):rep(900000) .. "\n" .. good },
  { "digits-zeros", "good", "local n = 0." .. ("0"):rep(900000) .. "1\n" .. good },
  { "digits-hex", "good", "local n = 0x" .. ("f"):rep(900000) .. "\n" .. good },
  { "digits-hex-fraction", "good", "local n = 0x." .. ("f"):rep(900000) .. "p1\n" .. good },
  { "digits-exponent", "good", "local n = 1e" .. ("9"):rep(900000) .. "\n" .. good },
  { "digits-malformed", "1: malformed number near '777", "local n = " .. ("7"):rep(60000) .. "x" },
  { "digits-malformed-long", "1: the spec makes a string of more than 65536 bytes",
    "local n = " .. ("7"):rep(900000) .. "x" },
  { "numbers", "good", "local n = 0" .. (" + 1e308"):rep(100000) .. "\n" .. good },
  { "symbols", "1: unexpected symbol near '", ("@"):rep(1000000) },
  { "symbols-high", "1: unexpected symbol near '", ("\xff"):rep(1000000) },
  { "symbols-control", "1: unexpected symbol near '", ("\1"):rep(1000000) },
  { "nul", "1: has a NUL byte", ("\0"):rep(1000000) },
  { "nul-late", "900001: has a NUL byte", ("\n"):rep(900000) .. "\0" },
  { "bytecode", "1: is Lua bytecode", string.dump(function() end) },
  { "bytecode-late", "2: unexpected symbol", "\n" .. string.dump(function() end):gsub("%z", "") },
  { "shebang", "good", "#!" .. ("x"):rep(1000000) .. "\n" .. good },
  { "byte-order-marks", "1: unexpected symbol", ("\xEF\xBB\xBF"):rep(300000) },

  { "name-of-network", "2: name: a name has at most 60 letters",
    network("name = '" .. ("n"):rep(60000) .. "'") },
  { "name-of-input", "1: input: a name has at most 60 letters",
    "local x = input('" .. ("n"):rep(60000) .. "', 1)" },
  { "name-of-param", "1: param: a name has at most 60 letters",
    "local x = param('" .. ("n"):rep(60000) .. "', 1)" },
  { "name-of-option", "2: network: unknown option 'nnn", network(("n"):rep(60000) .. " = 1") },
  { "name-of-output", "2: output: a name has at most 60 letters",
    "local x = input('x', 1)\nreturn network { outputs = { " .. ("n"):rep(60000)
    .. " = dense(1)(x) }, loss = sum(x) }" },
  { "text-as-loss", "1: loss: wants a function (y, t) to a scalar node, got the string 'sss",
    "return network { input = 1, layers = { dense(1) }, loss = '" .. ("s"):rep(60000) .. "' }" },
  { "text-of-error", "1: eee", "error('" .. ("e\n"):rep(30000):gsub("\n", "") .. "')" },

  -- numbers that are too large, or none
  { "batch-huge", "2: batch: wants a whole number from 1 to 1000000", network("batch = 1e300") },
  { "batch-integer", "2: batch: wants", network("batch = math.maxinteger") },
  { "input-huge", "1: input 'x': the size: wants", "local x = input('x', 1 << 40)" },
  { "dense-huge", "1: dense: the number of outputs: wants", "local d = dense(1e15)" },
  { "parameters-huge", "1: layer 1: 1000000 x 1000000 weights make more than",
    "return network { input = 1000000, layers = { dense(1000000) }, loss = half_squared_error }" },
  { "parameters-many", "1: layer 3: 1000 x 1000000 weights make more than",
    "return network { input = 1000, layers = { dense(1000000), dense(1000), dense(1000000) }, "
    .. "loss = half_squared_error }" },
  { "batch-and-width", "good", "return network { input = 1000000, layers = { dense(1) }, "
    .. "loss = half_squared_error, batch = 1000000 }" },
  { "constant-huge", "2: 1e+39 is beyond the largest float",
    "local x = input('x', 1)\nlocal y = dense(1)(x * 1e39)\n"
    .. "return network { output = y, loss = sum(y) }" },
  { "constant-infinite", "good",
    "local x = input('x', 1)\nlocal y = dense(1)(min(x, math.huge))\n"
    .. "return network { output = y, loss = sum(y) }" },
  { "constant-nan", "1: mul: the number is nan", "local x = input('x', 1) * (0 / 0)" },
  { "slice-huge", "1: slice: 1 to 9223372036854775807 is not within 1 to 1",
    "local x = slice(input('x', 1), 1, math.maxinteger)" },
  { "slice-float", "1: slice: first and last want whole numbers",
    "slice(input('x', 1), 1e300, 0/0)" },
}
