-- wide.lua - specs that are wide: long lists, many arguments, many ends, many options, wide layers.

local function network(layers, more)
  return "return network { input = 3, layers = { " .. layers .. " }, loss = half_squared_error"
    .. (more or "") .. " }"
end

local net = "\n" .. network("dense(2)")

local function list_of(n, format, separator)
  local t = {}
  for i = 1, n do t[i] = format:gsub("%%d", i) end
  return table.concat(t, separator or ", ")
end

return {
  { "table-items", "good", "local t = { " .. list_of(100000, "%d") .. " }" .. net },
  { "table-keys", "good", "local t = { " .. list_of(40000, "k%d = 1") .. " }" .. net },
  { "table-tables", "good", "local t = { " .. list_of(30000, "{ %d }") .. " }" .. net },
  { "arguments", "1: function or expression needs too many registers",
    "local x = input('x', 1) local y = concat(x" .. (", x"):rep(100000) .. ")" },
  { "arguments-250", "good", "local x = input('x', 1)\nlocal y = dense(1)(concat(x"
    .. (", x"):rep(240) .. "))\nreturn network { output = y, loss = sum(y) }" },
  { "arguments-of-function", "1: too many local variables", "local function f(" ..
    list_of(100000, "a%d") .. ") end" },
  { "concat-list", "good", "local x = input('x', 1)\nlocal t = {}\n"
    .. "for i = 1, 1000 do t[i] = x end\nlocal y = dense(1)(concat(t))\n"
    .. "return network { output = y, loss = sum(y) }" },
  { "concat-list-long", "3", "local x = input('x', 1)\nlocal t = {}\n"
    .. "for i = 1, 400000 do t[i] = x end local y = concat(t)" },
  { "concat-list-wide", "3: concat: 1000001000 elements are more than 1000000",
    "local x = input('x', 1000000)\nlocal t = { input('y', 1000) }\n"
    .. "for i = 1, 1000 do t[#t + 1] = x end local y = concat(t)" },
  { "concat-list-gap", "1: concat: wants a list without gaps",
    "local x = concat { input('x', 1), [3] = 1, [1 << 62] = 2 }" },
  { "concat-doubling", "1: concat: 1048576 elements are more than 1000000",
    "local x = input('x', 1) while true do x = concat(x, x) end" },

  { "options-unknown", "1: network: unknown option '", network("dense(2)", ", "
    .. list_of(10000, "k%d = 1")) },
  { "options-of-dense", "1: dense: unknown option '",
    "local d = dense(1, relu, { " .. list_of(40000, "k%d = 1") .. " })" },
  { "options-in-a-loop", "1", "for i = 1, 100000 do local d = dense(1, relu, { bais = i }) end" },
  { "options-lines", "1: dense: unknown option 'k1'",
    list_of(20000, "dense(1, relu, { k%d = 1 })", "\n") },
  { "options-nested-lists", "1", network("dense(2)", ", batch = { "
    .. list_of(30000, "{ batch = %d }") .. " }") },

  { "layers-unknown", "1: unknown word 'l1'", network(list_of(20000, "l%d")) },
  { "layers-numbers", "1: layers[1]: wants a layer", network(list_of(100000, "%d")) },
  { "layers-identity", "good", network(list_of(50000, "identity") .. ", dense(2)") },
  { "layers-not-sized", "1: layers[2]: wants a layer that returns a node", network("dense(2), "
    .. list_of(50000, "print")) },

  { "inputs-100", "good", list_of(100, "local x%d = input('x%d', 1)", "\n")
    .. "\nlocal y = dense(1)(x1)\nreturn network { output = y, loss = sum(y) }" },
  { "inputs-many", "1: the network has more than 1000 inputs, targets and outputs", function()
    return "local x for i = 1, 20000 do x = input('x' .. i, 1) end local y = dense(1)(x)\n"
      .. "return network { output = y, loss = sum(y) }"
  end },
  { "targets-many", "1: the network has more than 1000 inputs, targets and outputs", function()
    return "local t for i = 1, 20000 do t = target('t' .. i, 1) end\n"
      .. "local y = dense(1)(input('x', 1))\nreturn network { output = y, loss = sum(y - t) }"
  end },
  { "outputs-20000", "5: the network has more than 1000 inputs, targets and outputs", function()
    return "local x = input('x', 1)\nlocal outputs = {}\nlocal y = dense(1)(x)\n"
      .. "for i = 1, 20000 do outputs['y' .. i] = y end\n"
      .. "return network { outputs = outputs, loss = sum(y) }"
  end },
  { "outputs-gates", "5: the network has more than 1000 inputs, targets and outputs", function()
    return "local x = input('x', 1)\nlocal outputs = {}\nlocal y = dense(1)(x)\n"
      .. "for i = 1, 20000 do outputs['y' .. i] = y + i end\n"
      .. "return network { outputs = outputs, loss = sum(y) }"
  end },
  { "outputs-wrong", "1: output 'y1': wants a node, got 1", "return network { outputs = { "
    .. list_of(900, "y%d = %d") .. " }, loss = 1 }" },
  { "params", "stopped 1", "for i = 1, 1e9 do local p = param('p' .. i, 1) end" },

  { "dense-wide", "good", "return network { input = 1000000, layers = { dense(2000) }, "
    .. "loss = half_squared_error }" },
  { "dense-wide-three", "good",
    "return network { input = 1, layers = { dense(1000000), dense(1), dense(1000000) }, "
    .. "loss = half_squared_error }" },
  { "dense-wide-activation", "good",
    "return network { input = 1, layers = { dense(1000000, softmax), dense(1000, gelu) }, "
    .. "loss = cross_entropy }" },
  { "batch-huge-rows", "good", network("dense(1000)", ", batch = 1000000") },
  { "one-sample-wide", "good", network("dense(1000), dense(1000)", ", batch = 1") },
}
