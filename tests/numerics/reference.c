/* reference.c - activations and losses by their published definitions, in long double complex.
 *
 * The C library's complex functions lose the small numbers that matter here (e^z - 1 near 0), or
 * overflow; exact identities in the real part x, first order in the imaginary one (which is
 * 1e-1000), stand in for them. */
#define _GNU_SOURCE /* M_LN2l, M_2_SQRTPIl */
#include "reference.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { ELEMENTS_MAX = 64 };

/* ---- elementary functions of x + iy, |y| tiny ---- */

static complexl together(long double re, long double im)
{
    return CMPLXL(re, im);
}

/* Beyond these the number and its derivative are 0 or infinite in long double too. */
static complexl c_exp(complexl z)
{
    const long double e = expl(creall(z));
    return together(e, e == 0 ? 0 : e * cimagl(z));
}

static complexl c_expm1(complexl z)
{
    const long double e = expl(creall(z));
    return together(expm1l(creall(z)), e == 0 ? 0 : e * cimagl(z));
}

static complexl c_log(complexl z)
{
    return together(logl(creall(z)), cimagl(z) / creall(z));
}

static complexl c_log1p(complexl z)
{
    return together(log1pl(creall(z)), cimagl(z) / (1 + creall(z)));
}

/* erf(x + iy) = erf x + iy 2/sqrt(pi) e^(-x^2) + O(y^2): its Taylor series. */
static complexl c_erf(complexl z)
{
    const long double x = creall(z);
    return together(erfl(x), cimagl(z) * M_2_SQRTPIl * expl(-x * x));
}

/* tanh z = expm1(2z) / (expm1(2z) + 2), for Re z <= 0 */
static complexl c_tanh(complexl z)
{
    const bool above = creall(z) > 0;
    const complexl e = c_expm1(above ? -2 * z : 2 * z);
    const complexl y = e / (e + 2);
    return above ? -y : y;
}

static complexl c_abs(complexl z) /* abs'(0) = 0 */
{
    return creall(z) < 0 ? -z : creall(z) > 0 ? z : 0;
}

/* ---- activations of one element ---- */

/* one a line, where they fit */
/* clang-format off */
static complexl identity(complexl z) { return z; }
static complexl relu(complexl z) { return creall(z) > 0 ? z : 0; }
static complexl leaky_relu(complexl z) { return creall(z) > 0 ? z : 0.125L * z; }
static complexl elu_of(long double a, complexl z) { return creall(z) > 0 ? z : a * c_expm1(z); }
static complexl elu(complexl z) { return elu_of(1, z); }
static complexl elu_2(complexl z) { return elu_of(2, z); }
static complexl selu(complexl z)
{
    return 1.0507009873554804934193349852946L * elu_of(1.6732632423543772848170429916717L, z);
}
static complexl gelu(complexl z) { return z * 0.5L * (1 + c_erf(z * sqrtl(0.5L))); }
static complexl sigmoid(complexl z)
{
    if (creall(z) >= 0)
        return 1 / (1 + c_exp(-z));
    const complexl e = c_exp(z);
    return e / (1 + e);
}
static complexl silu(complexl z) { return z * sigmoid(z); }
static complexl softplus(complexl z)
{
    return creall(z) > 0 ? z + c_log1p(c_exp(-z)) : c_log1p(c_exp(z));
}
static complexl mish(complexl z) { return z * c_tanh(softplus(z)); }
/* of a large z 1 - 1/(1 + |z|), whose slope keeps its digits */
static complexl softsign(complexl z)
{
    const complexl a = c_abs(z);
    if (creall(a) < 1)
        return z / (1 + a);
    return creall(z) < 0 ? 1 / (1 + a) - 1 : 1 - 1 / (1 + a);
}
static complexl hardtanh(complexl z) /* PyTorch: the slope at -1 and 1 is 0 */
{
    return creall(z) >= 1 ? 1 : creall(z) <= -1 ? -1 : z;
}
static complexl hardsigmoid(complexl z) /* PyTorch: the slope at -3 and 3 is 0 */
{
    return creall(z) >= 3 ? 1 : creall(z) <= -3 ? 0 : (z + 3) / 6;
}
static complexl square(complexl z) { return z * z; }
/* clang-format on */
static complexl sine(complexl z)
{
    return together(sinl(creall(z)), cosl(creall(z)) * cimagl(z));
}

/* ---- activations of a row ---- */

/* The greatest, and the logarithm of the sum of e^(z - z[greatest]). */
static complexl log_of_sum(int n, const complexl *z, int *greatest)
{
    *greatest = 0;
    for (int j = 1; j < n; j++)
        if (creall(z[j]) > creall(z[*greatest]))
            *greatest = j;
    complexl sum = 0; /* of all but the greatest, for log1p */
    for (int j = 0; j < n; j++)
        if (j != *greatest)
            sum += c_exp(z[j] - z[*greatest]);
    return c_log1p(sum);
}

static void log_softmax(int n, const complexl *z, complexl *y) /* two numbers of one sign */
{
    int greatest;
    const complexl sum = log_of_sum(n, z, &greatest);
    for (int j = 0; j < n; j++)
        y[j] = (z[j] - z[greatest]) - sum;
}

static void softmax(int n, const complexl *z, complexl *y)
{
    log_softmax(n, z, y);
    for (int j = 0; j < n; j++)
        y[j] = c_exp(y[j]);
}

/* clang-format off */
#define FOR_EACH_ELEMENTWISE(X) \
    X(identity) X(relu) X(leaky_relu) X(elu) X(elu_2) X(selu) X(gelu) X(silu) X(mish) X(softplus) \
    X(softsign) X(hardtanh) X(hardsigmoid) X(sigmoid) X(square) X(sine)
/* clang-format on */

#define ROW(f) \
    static void f##_row(int n, const complexl *z, complexl *y) \
    { \
        for (int j = 0; j < n; j++) \
            y[j] = f(z[j]); \
    }
FOR_EACH_ELEMENTWISE(ROW)

static void tanh_row(int n, const complexl *z, complexl *y)
{
    for (int j = 0; j < n; j++)
        y[j] = c_tanh(z[j]);
}

activation_function *find_activation(const char *name)
{
#define NAMED(f) { #f, f##_row },
    /* clang-format off */
    static const struct { const char *name; activation_function *function; } table[] = {
        FOR_EACH_ELEMENTWISE(NAMED)
        { "tanh", tanh_row }, { "softmax", softmax }, { "log_softmax", log_softmax },
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].name, name))
            return table[i].function;
    return NULL;
}

/* ---- losses ---- */

#define SUM_LOSS(name, term) \
    static complexl name(int n, const complexl *y, const long double *t) \
    { \
        complexl sum = 0; \
        for (int j = 0; j < n; j++) \
            sum += term(y[j], t[j]); \
        return sum; \
    }

/* clang-format off */
static complexl half_squared_term(complexl y, long double t) { return 0.5L * (y - t) * (y - t); }
static complexl absolute_term(complexl y, long double t) { return c_abs(y - t); }
static complexl huber_of(long double d, complexl y, long double t)
{
    const complexl a = c_abs(y - t);
    return creall(a) < d ? 0.5L * (y - t) * (y - t) : d * (a - 0.5L * d);
}
static complexl huber_term(complexl y, long double t) { return huber_of(1, y, t); }
static complexl huber_half_term(complexl y, long double t) { return huber_of(0.5L, y, t); }
/* ln cosh e = |e| + ln(1 + e^(-2|e|)) - ln 2; of a small e = y - t, ln(1 + sinh^2 e) / 2 */
static complexl log_cosh_term(complexl y, long double t)
{
    const complexl e = y - t;
    if (fabsl(creall(e)) < 0.5L) {
        const complexl s = (c_expm1(e) - c_expm1(-e)) / 2;
        return c_log1p(s * s) / 2;
    }
    const complexl a = c_abs(e);
    return a + c_log1p(c_exp(-2 * a)) - M_LN2l;
}
static complexl hinge_term(complexl y, long double t) /* the slope at ty = 1 is -t */
{
    return creall(t * y) <= 1 ? 1 - t * y : 0;
}
static complexl cross_entropy_term(complexl y, long double t) { return -t * c_log(y); }
static complexl binary_cross_entropy_term(complexl y, long double t)
{
    return -(t * c_log(y) + (1 - t) * c_log1p(-y));
}
static complexl kl_term(complexl y, long double t)
{
    return t == 0 ? 0 : t * (logl(t) - c_log(y));
}
/* max(q e, (q - 1) e), e = t - y; at e = 0 max sends the gradient to its second operand */
static complexl quantile_of(long double q, complexl y, long double t)
{
    const complexl e = t - y;
    return creall(e) > 0 ? q * e : (q - 1) * e;
}
static complexl quantile_term(complexl y, long double t) { return quantile_of(0.5L, y, t); }
/* clang-format on */
static complexl quantile_quarter_term(complexl y, long double t)
{
    return quantile_of(0.25L, y, t);
}

SUM_LOSS(half_squared_error, half_squared_term)
SUM_LOSS(absolute_error, absolute_term)
SUM_LOSS(huber, huber_term)
SUM_LOSS(huber_half, huber_half_term)
SUM_LOSS(log_cosh, log_cosh_term)
SUM_LOSS(hinge, hinge_term)
SUM_LOSS(cross_entropy, cross_entropy_term)
SUM_LOSS(binary_cross_entropy, binary_cross_entropy_term)
SUM_LOSS(kl_divergence, kl_term)
SUM_LOSS(quantile, quantile_term)
SUM_LOSS(quantile_quarter, quantile_quarter_term)

static complexl mean_squared_error(int n, const complexl *y, const long double *t)
{
    return 2 * half_squared_error(n, y, t) / n;
}

loss_function *find_loss(const char *name)
{
#define LOSS(f) { #f, f },
    /* clang-format off */
    static const struct { const char *name; loss_function *function; } table[] = {
        LOSS(half_squared_error) LOSS(mean_squared_error) LOSS(absolute_error) LOSS(huber)
        LOSS(huber_half) LOSS(log_cosh) LOSS(hinge) LOSS(cross_entropy) LOSS(binary_cross_entropy)
        LOSS(kl_divergence) LOSS(quantile) LOSS(quantile_quarter)
        LOSS(softmax_cross_entropy) LOSS(softmax_kl_divergence) LOSS(sigmoid_binary_cross_entropy)
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].name, name))
            return table[i].function;
    return NULL;
}

/* ---- losses of logits ---- */

/* -sum t ln y; 0 ln 0 = 0 */
complexl softmax_cross_entropy(int n, const complexl *z, const long double *t)
{
    complexl y[ELEMENTS_MAX], sum = 0;
    log_softmax(n, z, y);
    for (int j = 0; j < n; j++)
        sum -= t[j] == 0 ? 0 : t[j] * y[j];
    return sum;
}

complexl softmax_kl_divergence(int n, const complexl *z, const long double *t)
{
    complexl sum = softmax_cross_entropy(n, z, t);
    for (int j = 0; j < n; j++)
        sum += t[j] == 0 ? 0 : t[j] * logl(t[j]);
    return sum;
}

/* ln s(z) = -softplus(-z), ln(1 - s(z)) = -softplus(z) */
complexl sigmoid_binary_cross_entropy(int n, const complexl *z, const long double *t)
{
    complexl sum = 0;
    for (int j = 0; j < n; j++)
        sum += t[j] * softplus(-z[j]) + (1 - t[j]) * softplus(z[j]);
    return sum;
}
