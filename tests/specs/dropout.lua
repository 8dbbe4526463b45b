-- Dropout of vectors, of a number, of an image; masks before and after what they meet again.
local batch = param("batch", 3)
local x, im = input("x", 6), input("im", 3, 3, 2)
local h = dropout(0.5)(dense(9, relu)(x))
local one = dropout(0.25)(dense(1)(x))
local c = dropout(0.1)(conv2d(2, 2, tanh)(im))
local y = dense(3)(concat(h, one, flatten(c)))
local slope = grad(sum(y ^ 2), x)
return network {
  batch = batch, outputs = { y = y },
  loss = half_squared_error(y, target("t", 3)) + 0.1 * sum(slope ^ 2),
  optimizer = (param("polyak", 0) == 1 and polyak or momentum) { rate = 0.05 },
}
