-- Gradients among the outputs and, twice derived, in the loss.
local x = input("x", 4)
local E = dense(1)(dense(20, softplus)(dense(31, silu)(x)))
local F = -grad(E, x)
local curvature = grad(sum(F), x)
return network {
  outputs = { energy = E, force = F, curvature = curvature },
  loss = half_squared_error(F, target("force_wanted", 4)) + 0.1 * sum(curvature * curvature),
  real = "double", batch = 3, optimizer = nesterov { rate = 0.01 },
}
