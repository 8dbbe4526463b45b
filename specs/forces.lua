-- Energy and forces: a network whose output, and the gradient of whose output, are both fitted.
--
-- Forward: x are the coordinates of a few atoms, side by side in one row.
--   h1 = tanh(x w1 + b1)
--   h2 = tanh(h1 w2 + b2)
--   E  = h2 w3 + b3                         the potential energy
--   F  = -dE/dx                             the forces that follow from it: a backward pass inside
--      = -(((w3' * (1 - h2^2)) w2') * (1 - h1^2)) w1'         the forward pass
--   loss = 1/2 (E - energy)^2 + weight * 1/m sum over the m coordinates of (F - force)^2
--
-- Backward: the forces are already a gradient, so their error meets second derivatives. With
-- v1 = dE/dh1, u1 = dE/dz1 = v1 * (1 - h1^2), so that F = -u1 w1', and a = d loss / dF:
--   a = 2 weight / m (F - force)
--   d loss / dw1 = -a' u1 + x' d1           w1 acts twice: as the last factor of F, and in z1
--   d1 = (a w1) * v1 * 2 h1 (1 - h1^2)      tanh'' = -2 tanh (1 - tanh^2)
--      + (d loss / dh1) * (1 - h1^2)        what comes by h2 and E, as ever
-- grad is a node like any other, and bpgen goes backward through it.
--
-- Update: Adam's, as in specs/spirals.lua.

local coordinates, hidden = param("coordinates", 9), param("hidden", 32)

local x = input("x", coordinates)
local E = dense(1)(dense(hidden, tanh)(dense(hidden, tanh)(x)))
local F = -grad(E, x)

return network {
  outputs   = { energy = E, forces = F },
  loss      = half_squared_error(E, target("energy", 1))
            + param("weight", 1) * mean_squared_error(F, target("force", coordinates)),
  optimizer = adam { rate = 0.001 },
}
