-- specs/lora.lua: layers of one's own. `lora` adapts a frozen layer by a product of two thin
-- matrices: x w + (x a) b, of which a and b alone are trained; `my_prelu` learns a slope for each
-- channel. --weights puts the frozen arrays into the C as constants.
local rank = param("rank", 4)
local function lora(inputs, outputs)
  local frozen = dense(outputs, { train = false })
  local a = parameter(inputs, rank, { init = he_uniform })
  local b = parameter(rank, outputs) -- zeros: at first nothing is changed
  return function(x) return frozen(x) + matmul(matmul(x, a), b) end
end
local function my_prelu(channels)
  local slope = parameter(channels, { init = constant(0.25) })
  return function(x) return max(x, 0) + slope * min(x, 0) end
end
return network {
  input = 64,
  layers = { lora(64, 32), my_prelu(32), lora(32, 10), softmax },
  loss = cross_entropy,
  batch = 32,
  optimizer = adamw,
}
