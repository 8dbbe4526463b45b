-- error: 2: network: is not returned: write `return network { ... }`
local a = network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
return 3
