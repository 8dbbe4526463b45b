-- Products of a Jacobian, and all of it, as values of outputs and losses alike.
local form = param("form", "all")
local batch = param("batch", 3)
local x, v, u = input("x", 4), input("v", 4), input("u", 3)
local h = dense(5, tanh)(x)
local y = dense(3, sigmoid)(concat(h, x * x))
local E = sum(y ^ 2) + sum(h * h * h)
local a, b, c, d = vjp(y, x, u), jvp(y, x, v), hvp(E, x, v), jacobian(y, x)
local e = jacobian(h, x)
local loss = half_squared_error(y, target("t", 3)) + 0.1 * (
  form == "vjp" and sum(a ^ 2) or form == "jvp" and sum(b ^ 2) or form == "hvp" and sum(c ^ 2)
  or form == "jacobian" and sum(d ^ 2) + sum(e ^ 3)
  or sum(a * c) + sum(b ^ 2) + mean(d ^ 2))
return network { batch = batch, outputs = { a = a, b = b, c = c, d = d, e = e }, loss = loss }
