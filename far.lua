local z = 200 * dense(2, { init = constant(1) })(input("x", 3))
return network { outputs = { y = z }, loss = binary_cross_entropy(sigmoid(z), target("t", 2)) }
