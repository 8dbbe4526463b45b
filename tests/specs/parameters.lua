-- Parameters as adjoints: whole, in slices, of matrices, biases, convolutions, lookups and inputs.
local batch = param("batch", 4)
local x, s, ids = input("x", 5), input("s", 6, 3), input("ids", 4, { classes = 5 })
local p, q = parameter(3, { init = uniform(1) }), parameter(8, { init = uniform(1), l2 = 0.1 })
local k, r = parameter(6, 2, { init = uniform(1) }), parameter(4, 2, { init = uniform(1) })
local y = dense(3)(x)
local z = dense(4, { name = "cut" })(x)
local c = conv1d(2, 3, { padding = 1 })(s)
local e = embedding(5, 2)(ids)
local u = dense(2, { bias = false })(p)
return network {
  outputs = { y = y }, batch = batch,
  loss = sum(y * p) + sum(z * slice(q, 3, 6)) + sum(c * k) + sum(e * r) + sum(u ^ 2) +
         dot(x, slice(q, 4, 8)) + 0 * sum(target("t", 1)),
}
