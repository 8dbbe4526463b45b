-- error: 4: layers[2] of line 6: attempt to index a nil value (local 't')
local function broken(x)
  local t = nil
  return x + t.size
end
return network { input = 4, layers = { dense(3), broken, dense(1) }, loss = half_squared_error }
