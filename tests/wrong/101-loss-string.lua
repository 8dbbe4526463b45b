-- error: 2: loss: wants a function (y, t) to a scalar node, got the string 'mse' (did you mean mean_squared_error, without quotes?)
return network { input = 4, layers = { dense(1) }, loss = "mse" }
