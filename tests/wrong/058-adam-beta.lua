-- error: 4: adam: beta1: wants a number of at least 0 and below 1, got 1
-- error: 4: adam: beta2: wants a number of at least 0 and below 1, got -0.5
-- error: 4: adam: epsilon: wants a number of at least 0, got the string 'small'
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, optimizer = adam { beta1 = 1, beta2 = -0.5, epsilon = "small" } }
