-- error: 7: concat: wants a list without gaps, such as concat { a, b }
-- error: 8: concat: unknown option 'length' (choices: axis)
-- error: 9: concat: axis: a vector has axis 1 alone, got 2
-- error: 10: concat: wants a list without gaps, such as concat { a, b }
-- error: 11: concat: wants nodes or numbers, got the string 'x'
local x = input("x", 4)
local y = dense(1)(concat { x, nil, x })
local z = concat { x, x, length = 2 }
local v = concat { x, x, axis = 2 }
local w = concat {}
local u = concat { x, "x" }
return network { output = y, loss = sum(y) }
