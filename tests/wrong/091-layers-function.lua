-- error: 2: layers: wants a list in braces, got a function
return network { input = 4, layers = dense(1), loss = half_squared_error }
