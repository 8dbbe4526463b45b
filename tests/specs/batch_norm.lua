-- batch_norm of sequences, images and vectors, frozen as well; the statistics of a batch in loss,
-- backward and step, running ones in predict and forward.
local batch = param("batch", 5)
local x, im = input("x", 6, 3), input("im", 4, 5, 2)
local h = relu(batch_norm(conv1d(4, 3)(x)))
local g = batch_norm { name = "image", epsilon = 1e-2, momentum = 0.25 }(im)
local kept = batch_norm { train = false, bias = false }(conv2d(3, 2)(g))
local both = dense(7, tanh)(concat(flatten(h), flatten(kept)))
local y = dense(2)(dropout(0.2)(batch_norm { l2 = 0.1, init = constant(0.7) }(both)))
return network { batch = batch, outputs = { y = y, g = g }, optimizer = adam { rate = 0.01 },
                 loss = half_squared_error(y, target("t", 2)) + 0.1 * mean(g^2) }
