-- error: 8: layer 1: unknown activation 'reul' (did you mean 'relu'?)
-- error: 9: layer 2: bias: wants true or false, got 0
-- error: 11: unknown loss 'nll' (did you mean 'cross_entropy'?)
-- error: 12: batch: wants a whole number from 1 to 1000000, got -1
-- error: 14: name: wants a name of letters, digits and _ that begins with a letter, got the string '2'
return network {
  layers = {
    dense(3, reul),
    dense(1, relu, { bias = 0 }),
  },
  loss = nll,
  batch = -1,
  input = 4,
  name = "2",
}
