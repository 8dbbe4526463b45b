-- error: 15: layers[1]: unknown layer 'linear' (did you mean 'dense'?)
-- error: 16: layer 1: unknown activation 'swish' (did you mean 'silu'?)
-- error: 17: layer 2: unknown activation 'LeakyReLU' (did you mean 'leaky_relu'?)
-- error: 18: layer 3: init: unknown initialiser 'kaiming_normal' (did you mean 'he_normal'?)
-- error: 18: layer 3: unknown option 'use_bias' (did you mean 'bias'?)
-- error: 18: layer 3: unknown activation 'linear' (did you mean 'identity'?)
-- error: 19: layer 4: init: unknown initialiser 'xavier' (did you mean 'glorot_uniform'?)
-- error: 19: layer 4: unknown option 'trainable' (did you mean 'train'?)
-- error: 21: unknown loss 'mse' (did you mean 'mean_squared_error'?)
-- error: 22: unknown optimizer 'adagrad' (did you mean 'rmsprop'?)
-- error: and 1 more
return network {
  input = 4,
  layers = {
    linear(3),
    dense(2, swish),
    dense(2, LeakyReLU),
    dense(2, linear, { init = kaiming_normal, use_bias = false }),
    dense(1, relu, { init = xavier, trainable = false }),
  },
  loss = mse,
  optimizer = adagrad { lr = 1 },
  batch_size = 3,
}
