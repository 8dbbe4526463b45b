-- One sample at a time: rows of w that are narrower than a vector, that fill one together, that end
-- with a part of one; products beside updates, of heights that are no multiple of a vector.
return network {
  name = "one_sample", input = 2,
  layers = { dense(3, sigmoid), dense(32, tanh), dense(21, tanh), dense(32, tanh), dense(8, tanh),
             dense(90, tanh), dense(16, tanh), dense(4, sigmoid), dense(2) },
  loss = half_squared_error, batch = 1, l2 = param("l2", 0),
  optimizer = ({ sgd = sgd { rate = 0.1 }, adam = adam })[param("optimizer", "sgd")],
}
