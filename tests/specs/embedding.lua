-- Class numbers as inputs, and embeddings of them: of one number and of one column, shared, twice.
local batch = param("batch", 3)
local ids, one, none = input("ids", 5, { classes = 7 }), input("one", 1, { classes = 3 }),
  input("none", 2, 2, { classes = 1 })
local x = input("x", 4)
local e = embedding(7, 4, { l2 = 0.01, name = "word" })
local h = gru(4)(e(ids))                                     -- 5 x 4
local p = embedding(3, 1)(one)                               -- 1 x 1
local q = flatten(embedding(1, 3, tanh)(none))               -- 2 x 2 x 3
local r = flatten(embedding(3, 2, { init = zeros, train = param("train", 0) == 1 })(one))
local u = flatten(embedding(1, 1)(none))
local y = dense(3)(concat(flatten(h), flatten(p), q, r, x * flatten(mean(e(ids), 1)), u))
local E = sum(y ^ 2)
return network {
  batch = batch,
  outputs = { y = y, h = h },
  loss = half_squared_error(y, target("t", 3)) + 0.1 * sum(grad(E, x) ^ 2) +
         cross_entropy(softmax(dense(4)(y)), target("c", 4, "index")),
  optimizer = adam { rate = 0.01 },
}
