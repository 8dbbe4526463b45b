-- error: 5: max_pool: the kernel: wants a whole number of at least 1, or two of them in braces, got 0
-- error: 6: layer 1: unknown option 'activation' (it stands before the options: dense(n, relu))
-- error: 7: layers[4]: unknown layer 'nn' (words stand alone here, as in dense)
return network { input = { 8, 8, 1 }, loss = half_squared_error, layers = {
  max_pool(0), flatten,
  dense(2, { activation = relu }),
  nn.Linear(2, 2) },
}
