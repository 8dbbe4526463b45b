-- error: 5: layer 2: is used on line 4 already: a batch_norm has the statistics of one place, so each place wants one of its own
local shared = batch_norm { epsilon = 1e-3 }
local x = dense(4)(input("x", 3))
local h = shared(x)
local y = shared(tanh(h))
return network { output = y, loss = half_squared_error(y, target("t", 4)) }
