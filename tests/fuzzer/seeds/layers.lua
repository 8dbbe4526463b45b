local function residual(n, f) local d = dense(n, f) return function(x) return x + d(x) end end
local layers = { dense(3, relu, { l2 = 0.1 }) }
for i = 2, 4 do layers[i] = residual(3, tanh) end
return network { name = "deep", input = 2, layers = layers, loss = huber(0.5), batch = 1,
  optimizer = adam { rate = 0.01 } }
