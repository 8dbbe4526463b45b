-- Slices of slices, of concatenations and of each other's neighbours; adjoints gathered from slices
-- that leave gaps, overlap, or make up a whole.
local x, t = input("x", 6), target("t", 3)
local z = dense(24, tanh)(x)

local whole = concat(sin(slice(z, 1, 7)), slice(z, 8, 24), exp(slice(z, 3, 5))) -- two neighbours
local inner = slice(slice(whole, 3, 20), 6, 9)       -- of one part
local across = slice(whole, 5, 12)                   -- of two
local again = concat(slice(z, 2, 9), slice(z, 10, 13), slice(z, 14, 14)) -- z from 2 to 14
local same = concat(slice(z, 1, 11), slice(z, 12, 24)) -- z itself

local windows = 0                                    -- overlap; their values differ
for first = 1, 19, 3 do
  windows = windows + tanh(slice(z, first, first + 5) * first)
end
local sparse = 0                                     -- leave gaps
for first = 2, 22, 5 do sparse = sparse + slice(whole, first, first + 1) ^ 2 end

local nested = slice(z, 1, 2)
for k = 3, 9 do nested = concat(nested, sin(slice(z, k, k))) end
local v = z
for k = 24, 20, -1 do v = cos(slice(v, 2, k)) end

local y = dense(3)(concat(inner, windows, across, nested))
return network {
  name    = "moves",
  outputs = { y = y, again = again, same = same },
  loss    = mean_squared_error(y, t) + 0.1 * sum(sparse) + 0.1 * sum(v)
          + 0.05 * sum(grad(sum(tanh(slice(same, 4, 16)) * again), z)),
  batch   = 5,
}
