/* rewrites.h - the identities that simplify.c applies, left to right, wherever a gate is built.
 * Letters stand for anything, k and m for constants. A row never makes a formula larger for long:
 * each leads to a form that no row takes back. Where constants would meet in one that the network's
 * reals do not hold, the row does not apply. */
/* clang-format off */
{ "a + 0", "a" },
{ "a - 0", "a" },
{ "0 - a", "-a" },
{ "a*1", "a" },
{ "a*0", "0" },
{ "a*(-1)", "-a" },
{ "a/1", "a" },
{ "0/a", "0" },
{ "a - a", "0" },
{ "1 - (1 - a)", "a" },
{ "a + a", "2*a" },

/* signs move outwards, where they meet an addition or each other */
{ "-(-a)", "a" },
{ "-(a - b)", "b - a" },
{ "(-a) + (-b)", "-(a + b)" },
{ "a + (-b)", "a - b" },
{ "a - (-b)", "a + b" },
{ "(-a) - b", "-(a + b)" },
{ "(-a)*(-b)", "a*b" },
{ "k*(-a)", "(-k)*a" },
{ "(-a)*b", "-(a*b)" },
{ "(-a)/b", "-(a/b)" },
{ "a/(-b)", "-(a/b)" },
{ "-(k*a)", "(-k)*a" },

/* constants that are neighbours meet; past anything else they stay where the formula has them, for
 * a product in another order may overflow */
{ "k*(m*a)", "(k*m)*a" },
{ "(k*a)/m", "(k/m)*a" },
{ "a*(1/b)", "a/b" },

/* powers with a known exponent */
{ "a^0", "1" },
{ "a^1", "a" },
{ "a^2", "a*a" },
{ "a^3", "a*a*a" },
{ "a^4", "(a*a)*(a*a)" },
{ "a^0.5", "sqrt(a)" },
{ "a^(-1)", "1/a" },
{ "a^(-2)", "1/(a*a)" },

/* choices */
{ "where(a, b, b)", "b" },
{ "where(a, where(a, b, c), d)", "where(a, b, d)" },
{ "where(a, b, where(a, c, d))", "where(a, b, d)" },
{ "where(a, a, 0)", "a" },
{ "where(a, -a, 0)", "-a" },
{ "where(a - b, b - a, 0)", "b - a" },
{ "where(a, k*a, 0)", "k*a" },
{ "where(a, k, 0)*b", "where(a, k*b, 0)" },
{ "where(a, 0, k)*b", "where(a, 0, k*b)" },

/* one choice of one condition: the derivative of where, elu, huber */
{ "where(a, b, where(a, c, d)*e)", "where(a, b, d*e)" },
{ "where(a, where(a, b, c)*d, e)", "where(a, b*d, e)" },
{ "where(a, b, k*(where(a, c, d)*e))", "where(a, b, k*(d*e))" },
{ "where(a, k*(where(a, b, c)*d), e)", "where(a, k*(b*d), e)" },
{ "where(a, b, c) + where(a, d, 0)", "where(a, b + d, c)" },
{ "where(a, b, c) + where(a, 0, d)", "where(a, b, c + d)" },
{ "where(a, b, c) + k*where(a, d, 0)", "where(a, b + k*d, c)" },
{ "where(a, b, c) + k*where(a, 0, d)", "where(a, b, c + k*d)" },
{ "k*where(a, b, 0) + m*where(a, 0, c)", "where(a, k*b, m*c)" },

/* stable forms: through the logits, never through a probability that has rounded to 0 or 1 */
{ "log(exp(a))", "a" },
{ "log(softmax(a))", "a - logsumexp(a)" },
{ "log(sigmoid(a))", "-softplus(-a)" },
{ "log(1 - sigmoid(a))", "-softplus(a)" },
/* 1 - softmax is at least 1/2 but for the one largest element, where the others are added */
{ "log(1 - softmax(a))",
  "where(ge(a, maximum(a))*lt(sum(ge(a, maximum(a))), 2), "
  "logsumexp(where(ge(a, maximum(a)), -1e30, a)) - logsumexp(a), "
  "log1p(-where(ge(a, maximum(a))*lt(sum(ge(a, maximum(a))), 2), 0, softmax(a))))" },
{ "log(1 + exp(a))", "softplus(a)" },
{ "log1p(exp(a))", "softplus(a)" },
{ "log(1 + a)", "log1p(a)" },
{ "exp(a) - 1", "expm1(a)" },
{ "1/(1 + exp(-a))", "sigmoid(a)" },

/* sums */
{ "sum(-a)", "-sum(a)" },
