-- error: 3: real: wants 'float' or 'double', got the unknown word 'float'
-- error: 4: name: wants a name in quotes, got the unknown word 'mnist'
return network { input = 4, layers = { dense(1) }, loss = half_squared_error, real = float,
  name = mnist }
