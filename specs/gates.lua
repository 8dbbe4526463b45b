-- The gates add, mul and max, one of each and a weight: what every gate does with a gradient.
--
-- Forward:
--   m = max(c, d)       max gate
--   p = a * b           mul gate
--   s = p + m           add gate
--   f = s w             a layer of one weight, w = 2 at first
--   loss = f
--
-- Backward: from f to the inputs, each gate multiplying what comes by its own derivative.
--   df/df = 1
--   df/dw = s           df/ds = w
--   df/dp = df/ds       df/dm = df/ds       add hands the gradient on to both
--   df/da = df/dp * b   df/db = df/dp * a   mul swaps its inputs
--   df/dc = df/dm if c > d, else 0          max sends it all to the larger one,
--   df/dd = df/dm if c <= d, else 0         to the second if they are equal
--
-- By hand, for a = 3, b = -4, c = 2, d = -1:  m = 2, p = -12, s = -10, f = -20 and
--   df/dw = -10, df/da = -8, df/db = 6, df/dc = 2, df/dd = 0
--
-- Update: w <- w - rate * mean of df/dw

local a, b, c, d = input("a", 1), input("b", 1), input("c", 1), input("d", 1)

local weight = dense(1, identity, { bias = false, init = constant(2) })
local f = weight(a * b + max(c, d))

return network { outputs = { f = f }, loss = f, batch = 1 }
