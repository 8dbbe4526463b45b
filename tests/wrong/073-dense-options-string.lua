-- error: 2: layer 1: the third argument: wants options in braces, such as { bias = false }, got the string 'no bias'
return network { input = 4, layers = { dense(3, relu, "no bias"), dense(1) }, loss = half_squared_error }
