-- Work enough for threads: wide and narrow products of many rows, row functions, penalties, and
-- (polyak) updates that read a gradient summed before.
local optimizers = { sgd = sgd { rate = 0.01 }, adamw = adamw {}, polyak = polyak {} }
return network {
  name = "threads", input = 90,
  layers = {
    dense(150, gelu, { l2 = param("l2", 0) }), dense(101, relu, { l2 = param("l2", 0) }),
    dense(70, tanh), dense(10, softmax),
  },
  loss = cross_entropy, batch = 330, optimizer = optimizers[param("optimizer", "sgd")],
}
