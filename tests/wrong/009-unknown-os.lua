-- error: 2: 'os' is not part of the spec language
os.execute("true")
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
