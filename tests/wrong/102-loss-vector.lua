-- error: 2: loss: wants a scalar, got a node of size 3: sum(...) or mean(...) makes one
return network { input = 4, layers = { dense(3) }, loss = function(y, t) return (y - t)^2 end }
