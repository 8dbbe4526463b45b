-- Names that C, C++ and the generated file itself also use.
local rate, n, i = input("values", 2), input("class", 3), input("i", 2)
local h = dense(4, tanh, { name = "weight" })(concat(rate, n, i))
local y = dense(2, tanh, { name = "vec" })(h)
return network {
  name = "real",
  outputs = { mean = y, sum = sum(y), panel = h },
  loss = half_squared_error(y, target("lost", 2)) + sum(h) * target("steps", 1),
  optimizer = adam,
}
