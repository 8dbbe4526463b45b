-- The words of gates, of plain numbers: what Lua's own arithmetic of them is, held to numbers that
-- stand here. And of nodes that are constant, which the generator folds and the runtime computes.
local near = {
  { "exp", exp(-0.3), 0.7408182206817179 },        { "expm1", expm1(-0.3), -0.2591817793182821 },
  { "log", log(0.7), -0.35667494393873245 },       { "log1p", log1p(-0.3), -0.35667494393873234 },
  { "sqrt", sqrt(0.7), 0.8366600265340756 },       { "sin", sin(0.7), 0.644217687237691 },
  { "cos", cos(0.7), 0.7648421872844885 },         { "tanh", tanh(-0.3), -0.2913126124515909 },
  { "sigmoid", sigmoid(-0.3), 0.425557483188341 }, { "sigmoid", sigmoid(0.7), 0.6681877721681662 },
  { "softplus", softplus(0.7), 1.103186048885458 },
  { "softplus", softplus(-0.3), 0.5543552444685271 },
  { "erf", erf(0.7), 0.6778011938374184 },         { "abs", abs(-0.3), 0.3 },
  { "max", max(0.7, -0.3), 0.7 },                  { "max", max(-0.3, 0.7), 0.7 },
  { "min", min(0.7, -0.3), -0.3 },                 { "min", min(-0.3, 0.7), -0.3 },
  { "lt", lt(1, 2), 1 }, { "lt", lt(2, 2), 0 },    { "le", le(2, 2), 1 }, { "le", le(3, 2), 0 },
  { "gt", gt(3, 2), 1 }, { "gt", gt(2, 2), 0 },    { "ge", ge(2, 2), 1 }, { "ge", ge(1, 2), 0 },
  { "where", where(1, 5, 6), 5 },                  { "where", where(0, 5, 6), 6 },
  { "stop_gradient", stop_gradient(0.7), 0.7 },
}
for _, case in ipairs(near) do
  local word, got, wanted = case[1], case[2], case[3]
  if not (got - wanted < 4e-16 and wanted - got < 4e-16) then
    error(word .. " of numbers is " .. got .. ", not " .. wanted)
  end
end

local x = input("x", 3)
local a, b = 0 * x + 0.7, 0 * x - 0.3 -- the generator sees constants
local functions = { exp, expm1, sin, cos, tanh, sigmoid, softplus, erf, abs, stop_gradient }
local y = x
for i, f in ipairs(functions) do
  y = y + i * f(a) * x - f(b)
end
y = y + log(a) * x + log1p(b) * x + sqrt(a)
for i, f in ipairs { max, min, lt, le, gt, ge } do
  y = y + i * f(a, b) * x - f(b, a)
end
y = y + where(gt(a, b), x, 2 * x) - where(gt(b, a), x, 3 * x)
return network {
  outputs = { y = y }, loss = half_squared_error(dense(2)(y), target("t", 2)), batch = 4,
}
