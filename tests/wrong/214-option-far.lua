-- error: 4: layer 1: unknown option 'colour' (choices: bias, init, l1, l2, name, train)
-- error: 5: sgd: unknown option 'colour' (choices: momentum, rate, weight_decay)
-- error: 5: network: unknown option 'colour' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
return network { input = 4, layers = { dense(1, relu, { colour = 3 }) }, loss = half_squared_error,
  optimizer = sgd { colour = 3 }, colour = 3 }
