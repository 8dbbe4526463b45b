-- Inputs brought to mean 0 and deviation 1, by parameters that the training data set.
local batch = param("batch", 4)
local x, s = input("x", 3), input("s", 5, 2)
local h = standardize(x)
local g = standardize { name = "steps" }(s)
local y = dense(2)(concat(dense(4, tanh)(h), flatten(g)))
return network { batch = batch, outputs = { y = y, g = g },
                 loss = half_squared_error(y, target("t", 2)) }
