/* activations.c NAME - values and derivatives of one activation against reference.c.
 *
 * specs/activation.lua with identity weights, so that z = x exactly, whatever x; its loss is the
 * sum of t * y, so that dx is the derivative along the random direction t.
 *
 * The bound of an error is SLACK u (|wanted| + scale): a formula of a handful of operations, each
 * within u, or of elementary functions within 2.5 ulp. `scale` is what the formula's own terms
 * reach before they cancel: 0 where it promises every digit.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "reference.h"

enum { WIDTH_MAX = 64 };
static const double SLACK = 12;
static const long double STEP = 1e-1000L;

typedef double scale_function(double x);
/* clang-format off */
static double none(double x) { return 0 * x; }
static double one(double x) { return 1 + 0 * x; }
static double itself(double x) { return fabs(x); }
static double one_and_itself(double x) { return 1 + fabs(x); }
static double one_and_capped(double x) { return 1 + fmin(fabs(x), 40); }
static double below_0(double x) { return x < 0 ? 1 : 0 * x; }
/* clang-format on */

/* The scale of the value's error, and of the derivative's. */
static const struct scales {
    const char *name;
    scale_function *value, *derivative;
} table[] = {
    { "identity", none, none },
    { "relu", none, none },
    { "leaky_relu", none, none },
    { "elu", none, below_0 }, /* 1 + expm1(x) */
    { "elu_2", none, below_0 },
    { "selu", none, below_0 },
    { "gelu", itself, one },          /* 1 + erf cancels below 0 */
    { "silu", none, one_and_capped }, /* s + x s (1 - s), 1 - s of u where s is near 1 */
    { "mish", none, one },
    { "softplus", none, none },
    { "softsign", none, none },
    { "hardtanh", none, none },
    { "hardsigmoid", none, none },
    { "sigmoid", none, one },   /* y (1 - y) */
    { "tanh", none, one },      /* 1 - y^2 */
    { "softmax", itself, one }, /* of e^(z - max): u |z - max| in the exponent */
    { "log_softmax", one_and_itself, one },
    { "square", none, none },
    { "sine", none, none },
};

/* clang-format off */
static const double special[] = {
    0, 1e-45, 1e-40, 1.2e-38, 1e-30, 1e-20, 1e-10, 1e-8, 1e-7, 1e-5, 1e-3, 0.01, 0.1, 0.25, 0.3333,
    0.41421356, 0.5, 0.69314718, 0.75, 0.99999994, 1, 1.0000001, 1.25, 1.5, 2, 2.5, 2.999999, 3,
    3.000001, 3.5, 4, 5, 6, 7, 8, 9, 9.0109, 9.5, 10, 12, 15, 16.6, 17, 18, 20, 25, 30, 36.7, 40,
    50, 60, 80, 87, 87.5, 88, 88.7, 89, 100, 103, 104, 110, 200, 700, 709, 745, 750, 1000, 1e4,
    1e6, 1e8, 2.9999998,
};
/* clang-format on */
enum { SPECIALS = sizeof special / sizeof *special, RANDOMS = 3000 };

static const struct net *const net = &net_1;
static const struct scales *scales;
static activation_function *reference;
static bool is_row; /* softmax: every element of x acts on every one of y */

/* The k-th point of the grid, and then random ones of every magnitude. */
static double point(size_t k)
{
    if (k < 2 * (size_t)SPECIALS)
        return k % 2 ? -special[k / 2] : special[k / 2];
    if (is_row || k % 3)
        return random_between(-12, 12);
    const double magnitude = pow(10, random_between(-30, 4));
    return k % 2 ? magnitude : -magnitude;
}

static void reference_row(int width, const double *x, const double *t, long double *y,
                          long double *dx)
{
    complexl z[WIDTH_MAX] = { 0 }, out[WIDTH_MAX];
    for (int j = 0; j < width; j++)
        z[j] = CMPLXL(x[j], is_row ? 0 : STEP);
    reference(width, z, out);
    for (int j = 0; j < width; j++) {
        y[j] = creall(out[j]);
        dx[j] = t[j] * cimagl(out[j]) / STEP;
    }
    for (int j = 0; is_row && j < width; j++) {
        z[j] = CMPLXL(x[j], STEP);
        reference(width, z, out);
        z[j] = x[j];
        dx[j] = 0;
        for (int i = 0; i < width; i++)
            dx[j] += t[i] * cimagl(out[i]) / STEP;
    }
}

static double spread_of(int width, const double *x)
{
    double largest = 0;
    for (int j = 0; j < width; j++)
        largest = fmax(largest, fabs(x[j]));
    return largest;
}

/* An overflowing reference wants the real's infinity. */
static long double rounded(long double value)
{
    return net->is_double ? (double)value : (float)value;
}

static void compare_row(const struct arrays *a, size_t r, int width)
{
    double x[WIDTH_MAX], t[WIDTH_MAX];
    long double y[WIDTH_MAX], dx[WIDTH_MAX];
    const size_t first = r * (size_t)width;
    for (int j = 0; j < width; j++) {
        x[j] = get(net, a->x[0], first + (size_t)j);
        t[j] = get(net, a->t[0], first + (size_t)j);
    }
    reference_row(width, x, t, y, dx);
    const double u = unit_roundoff(net), tiny = 8 * smallest(net) * u;
    for (int j = 0; j < width; j++) {
        const size_t at = first + (size_t)j;
        const double z = is_row ? spread_of(width, x) : x[j];
        /* softmax's values are products with e^error: the error is relative */
        double scale = scales->value(z);
        if (!strcmp(scales->name, "softmax"))
            scale *= (double)y[j];
        check_near(get(net, a->y[0], at), rounded(y[j]),
                   SLACK * u * (fabsl(y[j]) + scale) + tiny * (1 + fabs(x[j])), "%s(%.9g)",
                   scales->name, x[j]);
        scale = scales->derivative(z) * (is_row ? 2 + 0.2 * z * width : fabs(t[j]));
        check_near(get(net, a->dx[0], at) * (double)a->rows, rounded(dx[j]),
                   SLACK * u * (fabsl(dx[j]) + scale) + tiny * (double)a->rows, "%s'(%.9g) * %.9g",
                   scales->name, x[j], t[j]);
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    reference = find_activation(name);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].name, name))
            scales = &table[i];
    if (!reference || !scales)
        return 2;
    is_row = strstr(name, "softmax");

    const int width = net->input[0].size;
    struct arrays a;
    arrays_new(&a, net, net->batch);
    set_identity(net, a.p, "w1");
    set_identity(net, a.p, "b1");
    const size_t count = a.rows * (size_t)width, points = 2 * SPECIALS + RANDOMS;
    for (size_t k = 0; k < points; k += count) {
        for (size_t i = 0; i < count; i++) {
            set(net, a.x[0], i, point(k + i));
            set(net, a.t[0], i, (i % 2 ? 1 : -1) * random_between(0.5, 2));
        }
        net->forward(a.p, a.rows, a.x, a.y, a.ws);
        net->backward(a.p, a.rows, a.x, a.t, NULL, a.dx, a.ws);
        for (size_t r = 0; r < a.rows; r++)
            compare_row(&a, r, width);
    }
    arrays_free(&a);
    return finish();
}
