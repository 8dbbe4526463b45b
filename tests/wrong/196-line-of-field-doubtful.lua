-- error: 7: batch: wants a whole number from 1 to 1000000, got 3.5
local small, large = { batch = 2.5 }, {
  batch = 3.5,
}
local options = input and large
options.input, options.layers, options.loss = 4, { dense(1) }, half_squared_error
return network(options)
