-- error: 2: the spec returns nothing: end it with `return network { ... }`
local m = 3

