-- One wide layer under each initialiser, and the defaults of each activation.
local initialisers = {
  glorot_uniform = glorot_uniform, glorot_normal = glorot_normal, he_uniform = he_uniform,
  he_normal = he_normal, lecun_normal = lecun_normal, uniform = uniform(0.3),
  constant = constant(-1.25), zeros = zeros,
}
local function layer(name, activation)
  return dense(200, activation, { init = initialisers[name], name = name })
end
local x = input("x", 300)
local y = dense(200, tanh, { name = "default_tanh" })(x)
        + dense(200, relu, { name = "default_relu" })(x)
for _, name in ipairs { "glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
                        "lecun_normal", "uniform", "constant", "zeros" } do
  y = y + layer(name, identity)(x)
end
return network { name = "initialisers", outputs = { y = y }, loss = sum(y), batch = 1 }
