-- error: 2: layer 3: unknown activation 'rleu' (did you mean 'relu'?)
return network { input = 4, layers = { dense(3, relu), dense(10, softmax), dense(1, rleu) }, loss = half_squared_error }
