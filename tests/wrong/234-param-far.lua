-- error: -D depth: no param has this name (choices: hidden, rate)
-- options: -D depth=3
local n, m = param("hidden", 8), param("rate", 0.1)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
