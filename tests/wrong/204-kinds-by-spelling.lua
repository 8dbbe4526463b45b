-- error: 9: layers[1]: unknown layer 'dens' (did you mean 'dense'?)
-- error: 10: layer 1: unknown activation 'reul' (did you mean 'relu'?)
-- error: 11: layer 2: init: unknown initialiser 'he_unifrm' (did you mean 'he_uniform'?)
-- error: 14: unknown loss 'binary_crossentropy' (did you mean 'binary_cross_entropy'?)
-- error: 15: unknown optimizer 'adamm' (did you mean 'adamw'?)
return network {
  input = 4,
  layers = {
    dens(3),
    dense(2, reul),
    dense(2, relu, { init = he_unifrm }),
    dense(1, sigmoid),
  },
  loss = binary_crossentropy,
  optimizer = adamm,
}
