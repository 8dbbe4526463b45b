-- distinct.lua - so many products of distinct dimensions that their tiles are compiled once for all:
-- narrower than a vector, than a panel, with and without columns beyond the last vector. Updates
-- with moments loop over the sums of a tile.
local x, t = input("x", 21), target("t", 19)
local y = 0
for i, width in ipairs { 18, 31, 48, 49, 65, 33, 20, 100, 12 } do
  y = y + dense(19, { bias = i ~= 4 })(dense(width, i % 2 == 0 and relu or tanh)(x))
end
return network { outputs = { y = y }, loss = half_squared_error(y, t), batch = param("batch", 37),
                 optimizer = adam }
