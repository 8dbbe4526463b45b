-- One layer applied three times, or three layers.
local size = param("size", 5)
local x = input("x", size)
local f = dense(size, tanh)
local g, h = f, f
if not param("shared", true) then g, h = dense(size, tanh), dense(size, tanh) end
local y = h(g(f(x))) + g(x * x)
return network {
  name = "shared", outputs = { y = y }, loss = half_squared_error(y, target("t", size)), batch = 9,
  l2 = 0.25, real = "double",
}
