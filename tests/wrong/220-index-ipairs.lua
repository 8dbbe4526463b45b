-- error: 4: a node has no elements in brackets: y[1] is slice(y, 1, 1)
local x = input("x", 4)
local y = dense(1)(x)
for i, xi in ipairs(x) do y = y + xi end
return network { output = y, loss = sum(y) }
