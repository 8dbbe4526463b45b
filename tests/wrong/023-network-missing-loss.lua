-- error: 2: network: 'loss' is missing
return network { input = 4, layers = { dense(1) } }
