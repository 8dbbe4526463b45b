-- error: 3: layer 1: l1: wants a number of at least 0, got the string 'x'
-- error: 3: layer 1: l2: wants a number of at least 0, got -1
return network { input = 4, layers = { dense(3, relu, { l2 = -1, l1 = "x" }), dense(1) }, loss = half_squared_error }
