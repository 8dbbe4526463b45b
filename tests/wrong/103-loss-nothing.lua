-- error: 2: loss: wants a scalar node, got nothing
return network { input = 4, layers = { dense(3) }, loss = function(y, t) end }
