-- Every initialiser.
local layers = {}
for _, init in ipairs { glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_normal,
                        uniform(0.3), constant(0.1), zeros } do
  layers[#layers + 1] = dense(4, tanh, { init = init })
end
return network { input = 4, layers = layers, loss = half_squared_error, real = "double" }
