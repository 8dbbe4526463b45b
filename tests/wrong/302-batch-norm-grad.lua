-- error: 5: grad: what it derives reads the statistics of a batch (batch_norm), which have no derivative of one sample: freeze the layer with { train = false }, or use layer_norm
local x = input("x", 3)
local h = batch_norm(dense(4)(x))
local e = sum(tanh(h))
local g = grad(e, x)
return network { outputs = { g = g }, loss = half_squared_error(g, target("t", 3)) }
