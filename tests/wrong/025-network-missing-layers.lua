-- error: 2: network: 'layers' is missing
return network { input = 4, loss = half_squared_error }
