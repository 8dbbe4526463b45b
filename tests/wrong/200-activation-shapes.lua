-- error: 3: layer 2 of line 5: sub: shapes 1x3 and 1x2 do not fit
local function first(z)
  return z - slice(z, 1, 2)
end
local h = dense(3, first)
return network {
  input = 5,
  layers = { dense(5), h, dense(1) },
  loss = half_squared_error,
}
