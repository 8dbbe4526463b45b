-- error: 4: layer 1: the number of outputs: wants a whole number from 1 to 1000000, got the unknown word 'siez' (did you mean 'size'?)
-- error: 5: batch: wants a whole number from 1 to 1000000, got the unknown word 'sixe' (did you mean 'size'?)
local size, sine_of = 3, sin
return network { input = 4, layers = { dense(siez), dense(1) }, loss = half_squared_error,
  batch = sixe }
