-- error: 5: 'math.random' is not part of the spec language
-- error: 6: 'math.sine' is not part of the spec language (did you mean 'sin'?)
-- error: 7: grad: x: wants a node, got 3
local x = input("x", 3)
local a = math.random(3)
local b = math.sine(x)
local c = grad(sum(x), 3)
return network { output = dense(2)(x), loss = sum(a + b + c) }
