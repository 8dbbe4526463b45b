-- error: 3: layers[2] of line 12: add: shapes 1x5 and 1x3 do not fit
local function add(a, b)
  return a + b
end
local function block(x)
  local y = dense(3)(x)
  return add(x, y)
end
return network {
  input = 5,
  layers = { dense(5),
    block },
  loss = half_squared_error,
}
