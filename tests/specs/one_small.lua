-- One sample at a time, no layer over -D n=3 wide: shared weights, penalties, two inputs and outputs.
local n = param("n", 3)
local x, c = input("x", 2), input("c", 4)
local f = dense(n, tanh, { l1 = 0.01 })
local a = f(x) + f(x * x)
local y = dense(2)(max(dense(n)(c), a))
return network {
  name = "one_small", batch = param("batch", 1), l2 = 0.1, optimizer = adam,
  outputs = { y = y, z = a }, loss = half_squared_error(y, target("t", 2)) + mean(a * a),
}
