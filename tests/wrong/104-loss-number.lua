-- error: 2: loss: wants a scalar node, got 3
return network { input = 4, layers = { dense(3) }, loss = function(y, t) return 3 end }
