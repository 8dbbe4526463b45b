-- error: 5: target 't': a class number ("index") wants 2 or more classes, got 1
-- error: 10: output 'z': wants a node, got 7
-- error: 11: output 'x': clashes with the input 'x' of line 4
local x = input("x", 4)
local y, t = dense(1)(x), target("t", 1)
return network {
  outputs = {
    y = y,
    error = y - t,
    z = 7,
    x = y,
  },
  loss = y,
  targets = "index",
}
