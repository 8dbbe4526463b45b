-- Convolutions, pools and products of sequences whose widths, heights and steps fall on either side
-- of vectors and tiles; windows that overlap, leave gaps, or are larger than what they move over.
local batch = param("batch", 5)
local x, s = input("x", 9, 11, 3), input("s", 17, 6)
local a = conv2d(20, 3, relu, { stride = 2, padding = 1 })(x)          -- 5 x 6 x 20
local b = conv2d(20, { 2, 3 }, tanh, { groups = 20 })(a)               -- depthwise: 4 x 4 x 20
local c = conv2d(33, 2, { dilation = 2 })(b)                           -- 2 x 2 x 33
local d = max_pool(3, { stride = 2, padding = 1 })(a)                  -- 3 x 3 x 20, overlapping
local e = average_pool(2, { stride = 1 })(d)                           -- 2 x 2 x 20
local f = conv_transpose2d(5, 3, { stride = 2 })(e)                    -- 5 x 5 x 5
local g = conv1d(16, 5, relu, { padding = "same", stride = 3 })(s)     -- 6 x 16
local h = conv1d(4, 3, { padding = "causal", dilation = 2, groups = 2 })(g)
local k = attention(2)(conv1d(18, 1)(s))                               -- 17 x 18
local l = matmul(k, parameter(18, 7, { name = "wide" }))               -- 17 x 7
local m = max_pool(2)(layer_norm {}(l))                                -- 8 x 7
local u = parameter(7, 2, { name = "up" })
local y, z = dense(3)(concat(flatten(c), flatten(f), flatten(h))), matmul(m, u)
return network {
  outputs = { y = y, z = z },
  loss = half_squared_error(y, target("t", 3))
    + sum((z - target("v", 8, 2))^2),
  batch = batch, optimizer = momentum { rate = 0.01 },
}
