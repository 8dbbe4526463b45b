-- error: 2: network: every option wants a name, as in { name = value }
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error, dense(3) }
