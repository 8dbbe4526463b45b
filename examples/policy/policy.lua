-- policy.lua: two forces that bring a mass in the plane to rest, from its position and velocity.
-- With -D rows=true the loss is dot(u, v), so that backward's dx is v' du/dx: a row of the Jacobian
-- where v is a unit vector.
local rows = param("rows", false)
local x = input("x", 4) -- position and velocity
local u = dense(2, tanh)(dense(16, tanh)(dense(16, tanh)(x)))

return network {
  name      = "policy",
  outputs   = { u = u },
  loss      = rows and dot(u, target("v", 2)) or half_squared_error(u, target("u", 2)),
  optimizer = adam { rate = 0.003 },
}
