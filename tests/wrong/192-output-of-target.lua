-- error: 5: output 'error' depends on target 't': outputs are computed without targets
local x, t = input("x", 2), target("t", 2)
local y = dense(2)(x)
return network {
  outputs = { y = y, error = y - t },
  loss = half_squared_error(y, t),
}
