-- Every gate as an output of its own, of the inputs themselves: what one gate makes of a NaN stays
-- out of the others' way.
local n = param("n", 5)
local a, b = input("a", n), input("b", n)
local s = slice(b, 1, 1)
local gates = {
  a + b, a - b, a * b, a / b, a ^ b, a ^ 3, a ^ 1.5, -a,
  max(a, b), min(a, b), max(a, 0), max(0, a), min(a, 1), min(1, a), max(a, s), min(s, a),
  abs(a), exp(a), expm1(a), log(a), log1p(a), sqrt(a), sin(a), cos(a), tanh(a), sigmoid(a),
  softplus(a), erf(a), where(lt(a, b), a, b), where(le(a, 0), b, 1), where(gt(s, 0), a, b),
  where(ge(a, b), 1, 0), where(a, b, 0), stop_gradient(a), sum(a), sum(a * b), logsumexp(a),
  softmax(a), log_softmax(a), concat(a, s), slice(a, n, n), grad(sum(sin(a) * b), a),
  relu(a), leaky_relu(a), elu(a), selu(a), gelu(a), silu(a), mish(a), softsign(a), hardtanh(a),
  hardsigmoid(a), half_squared_error(a, b), absolute_error(a, b), huber(a, b), log_cosh(a, b),
  hinge(a, b), cross_entropy(a, b), binary_cross_entropy(a, b), kl_divergence(a, b),
  quantile(a, b), sum(dense(3, tanh)(a)),
}
local outputs, loss = {}, 0
for i, y in ipairs(gates) do
  outputs["y" .. i] = y
  loss = loss + sum(y) * (i / 100)
end
return network { name = "nan", outputs = outputs, loss = loss, batch = 3 }
