-- error: 2: layers: wants a list without names or gaps, such as { dense(10, relu), dense(1) }
return network { input = 4, layers = { first = dense(3), dense(1) }, loss = half_squared_error }
