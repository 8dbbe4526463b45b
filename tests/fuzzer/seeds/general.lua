local x, c = input("x", 3), input("c", 2)
local h = dense(4, tanh)(concat(x, c))
local m = max(sigmoid(dense(4)(c)) * h, slice(h, 2, 2))
local y = dense(2, softmax)(m)
return network { outputs = { y = y, z = sum(m ^ 2) },
  loss = cross_entropy(y, target("t", 2)) + 0.1 * sum(grad(sum(h), x) ^ 2) }
