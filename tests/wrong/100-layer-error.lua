-- error: 3: layers[2] of line 5: this layer is not finished
local function broken(x)
  error("this layer is not finished")
end
return network { input = 4, layers = { dense(3), broken, dense(1) }, loss = half_squared_error }
