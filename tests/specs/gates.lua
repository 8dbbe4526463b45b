-- Every gate, over vectors and scalars.
local x, c = input("x", 8), input("c", 1)
local z = dense(8, tanh)(x)
local p = exp(z)
local parts = {
  z + c, z - c, c - z, z * p, c * z, z / p, 1 / p, p ^ z, p ^ 1.5, z ^ 3, -z, max(z, x), min(z, c),
  abs(z), exp(z), log(p), log1p(p), expm1(z), sqrt(p), sin(z), cos(z), tanh(z), sigmoid(z),
  softplus(z), erf(z), where(lt(z, x), z, p), where(le(z, c), z, 0), where(gt(z, 0), 1, z),
  where(ge(c, 0), z, p), sum(z), mean(z), dot(z, p), logsumexp(z), softmax(z), log_softmax(z),
  concat(z, c, p), slice(z, 2, 5), slice(z, 8, 8), stop_gradient(z), grad(sum(z * z), z),
  grad(dot(p, p), x),
}
local e = 0
for i, part in ipairs(parts) do e = e + (i / 100) * sum(part * part) end
return network { outputs = { e = e, z = z }, loss = e, optimizer = adam, batch = 4 }
