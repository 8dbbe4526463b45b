-- recurrent.lua: a recurrence written as a loop in Lua. Each step reads its part of the input, gives
-- its part of the output and of the loss.
local steps = param("steps", 7)
local x, t = input("x", steps, 3), target("t", steps, 2)
local cell, out = dense(12, tanh, { name = "cell" }), dense(2, { name = "out" })
local h = parameter(12, { name = "first" })
local all, loss = {}, 0
for i = 1, steps do
  h = cell(concat(reshape(slice(x, i, i, 1), 3), h))
  all[i] = out(h)
  loss = loss + mean_squared_error(all[i], reshape(slice(t, i, i, 1), 2))
end
return network {
  name = "recurrent",
  outputs = { y = concat(all) },
  loss = loss,
  batch = param("batch", 5),
  l2 = 1e-3,
  optimizer = momentum { rate = 0.01, momentum = 0.9 },
}
