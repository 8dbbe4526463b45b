/* rewrites_of_gradients.h - as rewrites.h, for derivatives alone. Their products are in no order
 * that the user wrote: constants between 1/1024 and 1024, which n stands for, move outwards and
 * meet. */
/* clang-format off */
{ "a*(n*b)", "n*(a*b)" },
{ "(n*a)/b", "n*(a/b)" },
{ "sum(n*a)", "n*sum(a)" },

/* the scalar s, an adjoint, is finite, or all is lost */
{ "where(a, s*a, 0)", "s*a" },
{ "where(a, -(s*a), 0)", "-(s*a)" },

/* 1 - s(a) = s(-a), so the logistic loss has the gradient y - t */
{ "(1 - t)*sigmoid(a) - t*sigmoid(-a)", "sigmoid(a) - t" },
{ "k*((1 - t)*sigmoid(a)) + (-k)*(t*sigmoid(-a))", "k*(sigmoid(a) - t)" },
{ "(b*(1 - t))*sigmoid(a) - (b*t)*sigmoid(-a)", "b*(sigmoid(a) - t)" },
/* 1 - 2 s(a) = tanh(-a/2): that of log cosh */
{ "k + (-2*k)*sigmoid(a)", "k*tanh(-0.5*a)" },
{ "b + (-2)*(b*sigmoid(a))", "b*tanh(-0.5*a)" },
/* x/(1 + |x|) has the derivative 1/(1 + |x|)^2 */
{ "b/(1 + abs(a)) - b*(a/(1 + abs(a)))/(1 + abs(a))*where(gt(a, 0), 1, where(lt(a, 0), -1, 0))",
  "b/(1 + abs(a))/(1 + abs(a))" },
{ "1/(1 + abs(a)) - a/(1 + abs(a))/(1 + abs(a))*where(gt(a, 0), 1, where(lt(a, 0), -1, 0))",
  "1/(1 + abs(a))/(1 + abs(a))" },
