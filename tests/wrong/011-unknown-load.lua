-- error: 4: 'load' is not part of the spec language
-- error: 5: 'require' is not part of the spec language
-- error: 6: 'dofile' is not part of the spec language
load("x = 1")()
require "lfs"
dofile("a.lua")
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
