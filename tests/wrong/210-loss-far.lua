-- error: 2: unknown loss 'wasserstein' (choices: half_squared_error, mean_squared_error, absolute_error, huber, log_cosh, hinge, cross_entropy, binary_cross_entropy, kl_divergence, quantile)
return network { input = 4, layers = { dense(1) }, loss = wasserstein }
