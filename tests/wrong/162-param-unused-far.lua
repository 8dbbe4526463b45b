-- error: -D hidden: no param has this name
-- options: -D hidden=3
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
