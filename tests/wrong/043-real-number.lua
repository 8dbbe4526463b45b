-- error: 2: real: wants 'float' or 'double', got 32
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, real = 32 }
