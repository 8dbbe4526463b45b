return network { input = 2, layers = { dense(param("n", 3), softmax, { name = "a", bias = false }) },
  loss = cross_entropy, targets = "index", real = "double", optimizer = polyak }
