-- error: 3: input: unknown option 'class' (did you mean 'classes'?)
local x, v = input("x", 6, 4), input("v", 5)
local i = input("i", 3, { class = 5 })
local y = dense(1)(flatten(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
