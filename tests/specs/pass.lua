-- An output that no parameter reaches; an update in two passes.
local x = input("x", 3)
return network {
  outputs = { again = x }, loss = half_squared_error(dense(1)(x), target("t", 1)), optimizer = polyak,
}
