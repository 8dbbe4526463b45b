-- error: 13: network: unknown option 'option_0' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 14: network: unknown option 'option_1' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 15: network: unknown option 'option_2' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 16: network: unknown option 'option_3' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 17: network: unknown option 'option_4' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 18: network: unknown option 'option_5' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 19: network: unknown option 'option_6' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 20: network: unknown option 'option_7' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 21: network: unknown option 'option_8' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: 22: network: unknown option 'option_9' (choices: batch, input, l2, layers, loss, name, optimizer, output, outputs, real, targets)
-- error: and 4 more
return network {
  option_0 = 0,
  option_1 = 1,
  option_2 = 2,
  option_3 = 3,
  option_4 = 4,
  option_5 = 5,
  option_6 = 6,
  option_7 = 7,
  option_8 = 8,
  option_9 = 9,
  option_10 = 10,
  option_11 = 11,
  option_12 = 12,
  option_13 = 13,
  input = 4, layers = { dense(1) }, loss = half_squared_error,
}
