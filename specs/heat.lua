-- specs/heat.lua: a physics-informed network for the heat equation u_t = u_xx on 0 < x < 1 with
-- u(0, t) = u(1, t) = 0 and u(x, 0) = sin(pi x). The network's own derivatives stand in the loss: at
-- each sample, a point (x, t), the residual of the equation; the conditions are built into the form
-- u = sin(pi x) + t x (1 - x) net(x, t). Solution: exp(-pi^2 t) sin(pi x).
-- 4000 random points (x, t) with 0 for the residual, t up to 0.3, 600 epochs and --schedule cosine:
-- u is right to 1e-4.
local width = param("width", 20)
local point = input("point", 2)
local first, second = dense(width, tanh), dense(width, tanh)
local last = dense(1)
local x, t = slice(point, 1, 1), slice(point, 2, 2)
local u = sin(math.pi * x) + t * x * (1 - x) * last(second(first(point)))
local slope = grad(u, point)
local along_x = constant { 1, 0 }
local u_xx = dot(hvp(u, point, along_x), along_x)
local residual = slice(slope, 2, 2) - u_xx
return network {
  outputs = { u = u, residual = residual },
  loss = mean_squared_error(residual, target("zero", 1)),
  batch = 64,
  optimizer = adam { rate = 0.01 },
}
