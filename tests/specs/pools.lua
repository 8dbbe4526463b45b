-- The largest of windows that lie in what was computed or in an input: apart, overlapping, padded,
-- of images and sequences, of channels that fill no vector; and where all is one window.
local batch = param("batch", 3)
local im, s = input("im", 8, 6, 18), input("s", 9, 19)
local halves = max_pool(2)                                        -- of both
local a = halves(im)                                              -- 4 x 3 x 18
local g = halves(s)                                               -- 4 x 19
local b = max_pool(3, { stride = 2, padding = 1 })(tanh(im))      -- 4 x 3 x 18
local c = max_pool({ 1, 3 })(conv2d(16, 1)(im))                   -- 8 x 2 x 16
local d = max_pool(3, { stride = 1 })(s)                          -- 7 x 19
local e = concat(global_max_pool(s), global_max_pool(a))
local f = max_pool(2)(max_pool(2)(im))                            -- 2 x 1 x 18
local y = dense(3)(concat(flatten(a * b), flatten(c), flatten(d), e, flatten(f), flatten(g)))
return network {
  batch = batch, outputs = { y = y, d = d, c = c },
  loss = half_squared_error(y, target("t", 3)) + 0.01 * sum(grad(sum(c ^ 2), im) ^ 2),
}
