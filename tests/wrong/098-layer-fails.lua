-- error: 3: unknown word 'nothing'
local function broken(x)
  return x + nothing.field.other
end
return network { input = 4, layers = { dense(3), broken, dense(1) }, loss = half_squared_error }
