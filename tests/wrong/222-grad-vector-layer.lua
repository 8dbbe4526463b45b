-- error: 3: layers[2] of line 5: grad: wants a scalar to derive, got 1x3: sum(y) makes one, slice(y, i, i) takes an element
local function derivative(y)
  return grad(y, y)
end
return network { input = 4, layers = { dense(3), derivative }, loss = half_squared_error }
