-- error: 5: the network and its gradients come to more than 90000 gates
local x = input("x", 2)
local e = sum(tanh(x * tanh(dense(2)(x))))
for _ = 1, 20 do
  e = sum(grad(e, x))
end
return network { outputs = { y = e }, loss = half_squared_error(e, target("t", 1)) }
