/* edges.c CASE - the cases of specs/edges.lua: values and slopes where a formula's own order, a
 * kink, a zero or an infinity decides. Values are those of the formula as it is written, in long double;
 * slopes are what reference.h and the manual's page of kinks say.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "net.h"

enum { WIDTH_MAX = 64 };

static const struct net *const net = &net_1;
static struct arrays at;
static int width;
static double u;

static void put(void *array, int j, double value)
{
    set(net, array, (size_t)j, value);
}

/* One sample of a = x, b = y in every element, or of what the caller puts after it. */
static void fill(double x, double y)
{
    for (int j = 0; j < width; j++) {
        put(at.x[0], j, x);
        put(at.x[1], j, y);
    }
}

static double value(int j)
{
    net->forward(at.p, 1, at.x, at.y, at.ws);
    return get(net, at.y[0], (size_t)j);
}

static double J_of(void)
{
    return net->backward(at.p, 1, at.x, at.t, at.g, at.dx, at.ws);
}

static double slope(int input, int j)
{
    J_of();
    return get(net, at.dx[input], (size_t)j);
}

static double held(double x)
{
    return to_real(net, x);
}

/* ---- products ---- */

static void value_is(double a, double b, long double wanted)
{
    fill(a, b);
    check_near(value(0), wanted, 20 * u * fabsl(wanted), "a = %g, b = %g", a, b);
}

static void products(const char *name)
{
    const long double b = held(1e-20), tiny = held(1e-36);
    if (!strcmp(name, "inner")) /* 1e60 is no float */
        value_is((double)tiny, 0, 1e30L * (1e30L * tiny));
    if (!strcmp(name, "over")) /* a/b is not */
        value_is(1e20, (double)b, 1e-30L * held(1e20) / b);
    if (!strcmp(name, "across"))
        value_is(1e20, 1e25, held(1e20) * (1e-30L * held(1e25)));
    if (!strcmp(name, "below")) { /* a/b is subnormal, b/a would be infinite */
        fill(1e-19, 1e20);
        check_near(value(0), 1e9L, 1e6, "1e-30 / (1e-19 / 1e20)");
    }
    if (!strcmp(name, "norm"))
        value_is(1e25, 0, held(1e25) * sqrtl(width));
    if (!strcmp(name, "scaled"))
        value_is(3e38, 0, width * held(3e38) * 1e-20L);
    if (!strcmp(name, "scalars")) { /* the scalars' product is infinite */
        fill(1e-30, 1e30);
        put(at.x[0], 0, 1e30);
        check_near(value(0), 1e30L, 1e24, "1e30 * (1e30 * 1e-30)");
    }
}

/* ---- kinks and limits ---- */

static void power(void)
{
    static const double of_a[][3] = { /* a, b, da */
                                      { 0, 0, 0 },  { 0, 1, 1 },   { 0, 2, 0 },  { 2, 0, 0 },
                                      { 2, 3, 12 }, { -2, 3, 12 }, { -2, 0, 0 }, { 3, -1, -1.0 / 9 }
    };
    static const double of_b[][3] = { { 0, 0, 0 }, { 0, 2, 0 }, { 1, 5, 0 }, { 2, 0, M_LN2 } };
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++) {
        fill(of_a[i][0], of_a[i][1]);
        check_near(slope(0, 1), of_a[i][2], 8 * u * fabs(of_a[i][2]), "da of %g^%g", of_a[i][0],
                   of_a[i][1]);
    }
    for (size_t i = 0; i < sizeof of_b / sizeof *of_b; i++) {
        fill(of_b[i][0], of_b[i][1]);
        check_near(slope(1, 1), of_b[i][2], 8 * u * fabs(of_b[i][2]), "db of %g^%g", of_b[i][0],
                   of_b[i][1]);
    }
}

static void infinite(bool is_logs)
{
    fill(-INFINITY, 0);
    if (!is_logs) /* of none at all: -inf - -inf in a logarithm of softmax is NaN, as PyTorch's */
        check(value(0) == -(double)INFINITY, "of all -inf: %g", value(0));
    put(at.x[0], width / 2, 3);
    check_near(value(0), width / 2 == 0 || !is_logs ? (is_logs ? 0 : 3) : -INFINITY, 0,
               "of -inf but for a 3");
    fill(1, 0);
    put(at.x[0], width - 1, INFINITY);
    if (!is_logs)
        check(value(0) == (double)INFINITY, "with +inf: %g", value(0));
    fill(1, 0);
    put(at.x[0], width - 1, NAN);
    check(isnan(value(0)), "with NaN: %g", value(0));
}

/* With a large common part the digits of the logits are few, those of the result are all there. */
static void logits(bool is_logs)
{
    static const double rows[][3] = {
        { 20, 5, 3 }, { 10001, 10002, 10003 }, { -9997, -9999, -1e4 }, { 80, 0, -5 },
        { 7, 7, 7 },  { 1e4, 0, -1e4 }
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        long double most = fmaxl(rows[i][0], fmaxl(rows[i][1], rows[i][2])), others = -1;
        fill(-1e30, 0);
        for (int j = 0; j < 3; j++) {
            put(at.x[0], j, rows[i][j]);
            others += expl(rows[i][j] - most);
        }
        others = 0;
        for (int j = 0, met = 0; j < 3; j++) {
            const bool first = rows[i][j] == (double)most && !met++;
            others += first ? 0 : expl(rows[i][j] - most);
        }
        for (int j = 0; j < (is_logs ? 3 : 1); j++) {
            const long double wanted = is_logs ? (rows[i][j] - most) - log1pl(others)
                                               : most + log1pl(others);
            check_near(value(j), wanted,
                       100 * u * (is_logs ? fabsl(wanted) : u) +
                           4 * u * (is_logs ? 0 : fabsl(wanted)),
                       "row %zu, element %d", i, j);
        }
    }
}

static void hardsigmoid(void)
{
    const double ulp = 4 * u; /* of numbers from 2 to 4 */
    const double inside[] = { 3 - ulp, -3 + ulp, 0, 1, 2.5, -2.5 }, outside[] = { 3, -3, 4, -1e30 };
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        fill(inside[i], 0);
        check_near(slope(0, 0), 1.0L / 6, u, "slope at %.17g", inside[i]);
        check_near(value(0), (inside[i] + 3.0L) / 6, 4 * u * (inside[i] + 3), "at %.17g",
                   inside[i]);
    }
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        fill(outside[i], 0);
        check(slope(0, 0) == 0, "slope at %g: %g", outside[i], slope(0, 0));
        check(value(0) == (outside[i] > 0), "at %g: %g", outside[i], value(0));
    }
}

static void softsign(void)
{
    for (int power = -6; power < 18; power++) {
        const double x = pow(10, power);
        const long double v = 1 + (long double)held(x), wanted = 1 / (v * v);
        fill(x, 0);
        check_near(slope(0, 0), wanted, 8 * u * wanted, "slope at %g", x);
        fill(-x, 0);
        check_near(slope(0, 0), wanted, 8 * u * wanted, "slope at %g", -x);
    }
}

static void log_cosh(void)
{
    static const double errors[] = { 0, 1e-8, 1e-5, 1e-3, 0.1, 1, 3, 19.9, 20.1, 100, 1e4 };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            const long double e = sign * held(errors[i]), a = fabsl(e), s = sinhl(fminl(a, 9000));
            const long double wanted = a < 1 ? log1pl(s * s) / 2
                                             : a + log1pl(expl(-2 * a)) - logl(2);
            fill((double)e, 0);
            check_near(slope(0, 0), tanhl(e), 8 * u * fabsl(tanhl(e)), "slope at %Lg", e);
            check_near(value(0), width * wanted, 16 * u * width * wanted, "at %Lg", e);
        }
}

/* 0 ln 0 = 0 and has the slope 0; the logarithm of a probability of 0 that came true is -inf. */
static void zeros(bool is_binary, bool is_divergence)
{
    fill(0, 0);
    check(J_of() == 0, "y = 0, t = 0: J %g", J_of());
    check(slope(0, 0) == 0 || (is_binary && slope(0, 0) == 1), "y = 0, t = 0: dy %g", slope(0, 0));
    fill(0.5, 0);
    check_near(slope(0, 0), is_binary ? 2 : 0, 8 * u, "y = 1/2, t = 0: dy");
    fill(1, 1);
    check(J_of() == 0, "y = 1, t = 1: J %g", J_of());
    check(slope(0, 0) == -1, "y = 1, t = 1: dy %g", slope(0, 0));
    fill(0, 1);
    check(J_of() == (double)INFINITY, "y = 0, t = 1: J %g", J_of());
    fill(0.25, 1);
    check_near(J_of(), width * logl(4), 16 * u * width, "y = 1/4, t = 1: J");
    if (is_divergence) {
        fill(0.25, 0.5);
        check_near(J_of(), width * logl(2) / 2, 16 * u * width, "y = 1/4, t = 1/2: J");
    }
}

static void mean(void)
{
    for (size_t n = 1; n <= net->batch; n = n < net->batch / 3 ? 3 * n + 1 : net->batch) {
        struct arrays batch;
        arrays_new(&batch, net, n);
        for (size_t i = 0; i < n * (size_t)width; i++) {
            set(net, batch.x[0], i, 0.1);
            set(net, batch.x[1], i, 0);
        }
        const double J = net->loss(batch.p, n, batch.x, batch.t, batch.ws);
        check_near(J, width * (long double)held(0.1), 1e-6 * (u / 0x1p-24), "of %zu samples", n);
        arrays_free(&batch);
        if (n == net->batch)
            break;
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    width = net->input[0].size;
    u = unit_roundoff(net);
    arrays_new(&at, net, 1);
    net->init(at.p, 1);
    products(name);
    if (!strcmp(name, "power"))
        power();
    if (!strcmp(name, "logsumexp") || !strcmp(name, "log_softmax")) {
        infinite(!strcmp(name, "log_softmax"));
        if (width >= 3)
            logits(!strcmp(name, "log_softmax"));
    }
    if (!strcmp(name, "hardsigmoid"))
        hardsigmoid();
    if (!strcmp(name, "softsign"))
        softsign();
    if (!strcmp(name, "log_cosh"))
        log_cosh();
    if (!strcmp(name, "entropy") || !strcmp(name, "binary") || !strcmp(name, "divergence"))
        zeros(!strcmp(name, "binary"), !strcmp(name, "divergence"));
    if (!strcmp(name, "mean"))
        mean();
    arrays_free(&at);
    return finish();
}
