-- error: 3: network: unknown option 'batch_size' (did you mean 'batch'?)
-- error: 3: network: unknown option 'weight_decay' (did you mean 'l2'?)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, batch_size = 3, weight_decay = 0.1 }
