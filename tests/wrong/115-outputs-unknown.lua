-- error: 5: output 'y': unknown word 'yy' (did you mean 'y'?)
local x = input("x", 4)
local y = dense(1)(x)

return network { outputs = { y = yy }, loss = sum(y) }
