-- error: 3: output 'y': wants a node, got a function
-- error: 3: loss: wants a scalar node, such as cross_entropy(y, target("t", 10)), got a function
return network { outputs = { y = dense(1) }, loss = dense(1) }
