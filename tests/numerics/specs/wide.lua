-- Widths with every kind of last column (21 = 16 + 5, 53 = 3*16 + 5, 14 in a vector of its own),
-- more rows than any tile has, both penalties; an input of 1024 is copied from batch 32 on. Relu, or
-- a smooth network for differences.
local f = param("activation", "relu") == "relu" and relu or tanh
local block = dense(130, f, { l2 = 1e-3 })
return network {
  name = "wide", input = param("input", 137),
  layers = {
    dense(53, f, { l2 = 1e-3, l1 = param("l1", 1e-4) }), dense(130, f),
    function(x) return x + block(x) end, dense(21, f), dense(14),
  },
  loss = half_squared_error, batch = param("batch", 31), optimizer = sgd { rate = 0.01 },
}
