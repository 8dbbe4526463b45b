-- error: 2: input 'c' belongs to the general form (outputs, loss); here they are x and t
local c = input("c", 3)
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
