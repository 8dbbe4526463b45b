-- error: 3: a node has no field 'size': #y is the number of its elements
local x = input("x", 4)
local y = dense(x.size)(x)
return network { output = y, loss = sum(y) }
