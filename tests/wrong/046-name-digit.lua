-- error: 2: name: wants a name of letters, digits and _ that begins with a letter, got the string '2fast'
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, name = "2fast" }
