/* rewrites_of_lowering.h - as rewrites.h, for what is computed, when all is derived: formulas that
 * are good to derive and to read, in a form that does not cancel. */
/* clang-format off */
/* of what came apart as maximum + log(sum): neither of the differences rounds much */
{ "a - (maximum(b) + c)", "(a - maximum(b)) - c" },
{ "(maximum(b) + c) - a", "(maximum(b) - a) + c" },
/* log cosh a = log(1 + w^2/(2 (1 + w))) with w = e^|a| - 1; from 20 on it grows by what |a| does */
{ "a + softplus(-2*a) - 0.6931471805599453",
  "log1p(0.5*(expm1(min(abs(a), 20))*(expm1(min(abs(a), 20))/(1 + expm1(min(abs(a), 20)))))) + "
  "max(abs(a) - 20, 0)" },
