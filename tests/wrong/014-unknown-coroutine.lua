-- error: 2: 'coroutine' is not part of the spec language
coroutine.wrap(function() end)()
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
