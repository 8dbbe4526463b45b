-- Fixed arrays: of one to three axes, wherever a value may stand, and what folds with them.
local batch = param("batch", 3)
local x, m = input("x", 4), input("m", 3, 4)
local mean, deviation = constant { 0.5, -1, 2, 1e-3 }, constant { 1, 2, 0.25, 3 }
local mixed = constant { { 1, 2, 0.5, -1 }, { 0.1, 0.2, 0.3, 0.4 }, { 3, -2, 1, 0 } }
local cube = constant { { { 1, 2 }, { 3, 4 } }, { { -1, -2 }, { 0.7, 8.25 } } }
local w = parameter(4, { init = uniform(1), name = "w" })
local q = parameter(3, 4, { init = uniform(1), name = "q", l2 = 0.1 })
local n = (x - mean) / deviation
local p = matmul(n, transpose(mixed)) + dense(3)(mean)         -- 3
local s = slice(mixed, 2, 3, 2) * 2                             -- 3 x 2
local c = sum(cube, 1) * reshape(x, 2, 2)                      -- 2 x 2
local h = dense(3, tanh)(concat(p, slice(mean, 2, 3), flatten(c)))
local y = h * amax(mixed) + sum(w * mean)
local z = exp(0.1 * constant { 1, 2, 3 }) * constant { 4 }     -- of no input
return network {
  batch = batch,
  outputs = { y = y, s = s, z = z, both = m * mixed + q },
  loss = half_squared_error(y, target("t", 3)) + 0.1 * sum(m * mixed * q) + sum(grad(sum(n^3), x)^2),
}
