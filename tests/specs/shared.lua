-- A layer used three times, twice on its own output; a frozen one shared too; slices and concat.
local x, other = input("x", 12), input("other", 6)
local same, frozen = dense(6, tanh, { name = "same" }), dense(6, relu, { train = false, l2 = 1 })
local left, right = same(slice(x, 1, 6)), same(slice(x, 7, 12))
local twice = same(frozen(left) + frozen(other))
local y = dense(2, softmax)(concat(slice(twice, 2, 4), right, slice(left, 6, 6)))
return network {
  outputs = { y = y, right = right }, l2 = 1e-3,
  loss = cross_entropy(y, target("t", 2)),
  optimizer = momentum { rate = 0.1 },
}
