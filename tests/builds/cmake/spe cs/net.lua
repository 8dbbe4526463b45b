local layers = {}
for i = 1, param("depth", 1) do layers[i] = dense(param("hidden", 8), tanh) end
layers[#layers + 1] = dense(1)
return network { input = 2, layers = layers, loss = half_squared_error }
