-- error: 2: network: 'input' is missing
return network { layers = { dense(1) }, loss = half_squared_error }
