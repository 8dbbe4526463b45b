local x = input("x", 4)
local v = dense(4, function(z) return where(lt(z, x), log1p(exp(z)), stop_gradient(z)) end)(x)
local y = log_softmax(v) * mean(x) - logsumexp(v) / dot(x, v)
return network { output = y, loss = half_squared_error(y, target("t", 4)) + sum(erf(x) - sqrt(v ^ 2)) }
