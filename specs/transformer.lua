-- transformer.lua: one block of a transformer over 10 steps of 8 channels, the next step of each.
local function residual(f) return function(x) return x + f(x) end end
local function chain(...)
  local list = { ... }
  return function(x)
    for _, f in ipairs(list) do x = f(x) end
    return x
  end
end
return network {
  name   = "transformer",
  input  = { 10, 8 },
  layers = {
    residual(chain(layer_norm, attention(2, { causal = true }))),
    residual(chain(layer_norm, dense(16, gelu), dense(8))),
    dense(8),
  },
  loss  = mean_squared_error,
  batch = 4,
  optimizer = adamw { rate = 1e-3 },
}
