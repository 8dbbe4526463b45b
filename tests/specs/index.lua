-- A class number as the target, in the sequential form; one sample a call.
return network {
  input = 1, layers = { dense(2, tanh), dense(3, softmax) }, loss = cross_entropy,
  targets = "index", batch = 1, optimizer = adamw { weight_decay = 0.1 },
}
