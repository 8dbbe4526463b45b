-- error: 2: the spec runs more than 10 million instructions
return network { input = 4, layers = { function(x) while true do end end }, loss = half_squared_error }
