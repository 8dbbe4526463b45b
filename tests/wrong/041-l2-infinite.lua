-- error: 2: l2: wants a number of at least 0, got inf
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, l2 = math.huge }
