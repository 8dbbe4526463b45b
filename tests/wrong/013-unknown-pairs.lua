-- error: 2: unknown word 'pairs' (did you mean 'ipairs'?)
for k, v in pairs { a = 1 } do end
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
