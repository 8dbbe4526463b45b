-- error: 2: name: a name has at most 60 letters
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
