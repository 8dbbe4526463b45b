-- A residual network: each block adds to what it is given, so the error has a straight way back.
--
-- Forward: h1 = tanh(x w1 + b1), and for every block l = 2 .. blocks + 1
--   rl = tanh(h(l-1) wl + bl)
--   hl = h(l-1) + rl                        add gate
--   y  = h w + b                            of the last block, through the last layer
--   loss = 1/2 ||y - t||^2
--
-- Backward: el = d loss / dhl, dl = d loss / dzl
--   dl = el * (1 - rl^2)                    d loss / dwl = h(l-1)' dl, d loss / dbl = dl
--   e(l-1) = el + dl wl'                    the add gate hands el on unchanged: through however
--                                           many blocks, the gradient does not vanish
--
-- Update: w <- w - rate * dJ/dw             and b likewise

local width, blocks = param("width", 32), param("blocks", 4)

local function residual(n)
  local f = dense(n, tanh)
  return function(x) return x + f(x) end
end

local layers = { dense(width, tanh) }
for _ = 1, blocks do
  layers[#layers + 1] = residual(width)
end
layers[#layers + 1] = dense(param("outputs", 1))

return network { input = param("inputs", 8), layers = layers, loss = half_squared_error }
