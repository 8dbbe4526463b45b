-- error: 2: layer 1: name: wants a name of letters, digits and _ that begins with a letter, got the string 'hid den'
return network { input = 4, layers = { dense(3, relu, { name = "hid den" }), dense(1) }, loss = half_squared_error }
