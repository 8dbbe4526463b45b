-- Every word over axes: movement, sums along an axis, products of matrices, learned arrays.
local batch = param("batch", 3)
local x, m, v = input("x", 4, 3, 2), input("m", 5, 3), input("v", 6)
local gain = parameter(3, { init = uniform(0.5), name = "gain", l2 = 0.1 })
local w = parameter(3, 4, { init = glorot_uniform })
local shift = parameter(1, { init = constant(0.3) })
local cube = parameter(4, 1, 2, { init = uniform(1), l1 = 0.01, name = "cube" })
local frozen = parameter(2, { init = constant(0.7), train = false })

local turned = permute(x, { 3, 1, 2 })                      -- 2 x 4 x 3
local a = sum(x * cube, 2)                                  -- 4 x 1 x 2
local b = mean(turned, -1) + shift                          -- 2 x 4 x 1
local c = softmax(m * gain) + log_softmax(m, 1) * logsumexp(m, -1)
local d = tanh(matmul(c, w))                                -- 5 x 4
local e = amax(m, 1) - amin(m, 1) + amax(transpose(m))      -- 1 x 3
local f = matmul(transpose(d), m)                           -- 4 x 3
local g = concat { f, flip(f, 1), pad(e, 2, 1, 1), axis = 1 }
local h = concat(m, slice(m, 2, 3), d)                      -- 5 x 9
local i = upsample(slice(x, 2, 3, 1), 2, 2)                 -- 2 x 6 x 2
local j = windows(m, 2, 2) * 0.5                            -- 2 x 6
local k = windows(v, 3, 1, 2)                               -- 2 x 3
local l = windows(x, 2, { 2, 1 })                           -- 2 x 2 x 8
local o = reshape(v, 2, 3, 1) * frozen                      -- 2 x 3 x 2
local p = matmul(v, reshape(concat(v, v), 6, 2))            -- 2
local all = concat { flatten(a), flatten(b), flatten(g), flatten(h), flatten(i), flatten(j),
                     flatten(k), flatten(l), flatten(o), p, sum(m), mean(x), amax(v) }
local step = dense(3, tanh)
local y = dense(2)(all)
local s = step(m) + step(m * 0.5)                           -- 5 x 3
local energy = sum(y * y) + sum(s * s)
return network {
  batch = batch,
  outputs = { y = y, s = s, slope = grad(energy, m), of_w = slice(grad(energy, w), 1, 2, 1) },
  loss = half_squared_error(y, target("t", 2)) + mean_squared_error(s, target("u", 5, 3)) +
         0.1 * sum(grad(energy, x)^2),
  optimizer = adam { rate = 0.01 },
}
