-- One layer applied three times, or three layers.
local x = input("x", 5)
local f = dense(5, tanh)
local g, h = f, f
if not param("shared", true) then g, h = dense(5, tanh), dense(5, tanh) end
local y = h(g(f(x))) + g(x * x)
return network {
  name = "shared", outputs = { y = y }, loss = half_squared_error(y, target("t", 5)), batch = 9,
  l2 = 0.25, real = "double",
}
