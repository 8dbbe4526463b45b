/* losses.c NAME - values and gradients of one loss against reference.c.
 *
 * specs/loss.lua with identity weights: x is what the loss sees (or its logits, where softmax or
 * sigmoid stands before it). Each row alone (n = 1), and all rows at once, whose J is the mean
 * and whose dx is the rows' own over n. With the argument "index", targets are class numbers.
 *
 * The bound of an error is SLACK u (|wanted| + scale), scale what the terms of the sum reach
 * before they cancel: |y| + |t| + 1, and its square for the squares; of a derivative, what one
 * term of it reaches.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "reference.h"

enum { WIDTH_MAX = 16, ROUNDS = 60 };
static const double SLACK = 12;
static const long double STEP = 1e-1000L;

static const struct net *const net = &net_1;
static loss_function *reference;
static const char *name;

static bool is(const char *part)
{
    return strstr(name, part) != NULL;
}

/* ---- points ---- */

static double output_of(size_t k)
{
    static const double special[] = { 0, 1, -1, 0.5, -0.5, 1e-3, -1e-3, 1e-8, 2, -2, 30, -30, 100 };
    enum { COUNT = sizeof special / sizeof *special };
    if (is("softmax_") || is("sigmoid_"))
        return k < COUNT ? special[k] : random_between(-10, 10) * (k % 5 ? 1 : 20);
    if (is("entropy") || is("kl_"))
        return k % 7 ? random_between(0.001, 0.999) : pow(10, random_between(-30, -1));
    return k < COUNT ? special[k] : random_between(-4, 4) * (k % 9 ? 1 : 1000);
}

static void targets_of(size_t k, int width, double y, double *t)
{
    const bool probabilities = is("entropy") || is("kl_");
    const double near[] = { y, y + 1, y - 1, y + 0.5, y - 0.5, y + 1e-4 }; /* the kinks */
    if (is("hinge"))
        *t = k % 2 ? 1 : -1;
    else if (probabilities)
        *t = is("binary") ? (k % 3 == 0   ? 0
                             : k % 3 == 1 ? 1
                                          : random_between(0, 1))
                          : (k % 4 ? random_between(0, 2.0 / width) : 0);
    else
        *t = k % 3 ? random_between(-4, 4) : near[k / 3 % 6];
}

static void fill(struct arrays *a, size_t round)
{
    const int width = net->input[0].size;
    for (size_t r = 0; r < a->rows; r++) {
        for (int j = 0; j < width; j++) {
            const size_t at = r * (size_t)width + (size_t)j, k = round * 1000 + at;
            double t, y = to_real(net, output_of(k));
            set(net, a->x[0], at, y);
            targets_of(k, width, y, &t);
            if (!net->target[0].classes)
                set(net, a->t[0], at, t);
        }
        const int32_t class_number = (int32_t)(random_bits() % (uint64_t)width);
        if (net->target[0].classes)
            memcpy(row(net, &net->target[0], a->t[0], r), &class_number, sizeof class_number);
    }
}

/* ---- comparison ---- */

static void read_row(struct arrays *a, size_t r, double *x, long double *t)
{
    const int width = net->input[0].size;
    for (int j = 0; j < width; j++)
        x[j] = get(net, row(net, &net->input[0], a->x[0], r), (size_t)j);
    if (!net->target[0].classes) {
        for (int j = 0; j < width; j++)
            t[j] = get(net, row(net, &net->target[0], a->t[0], r), (size_t)j);
        return;
    }
    int32_t class_number;
    memcpy(&class_number, row(net, &net->target[0], a->t[0], r), sizeof class_number);
    for (int j = 0; j < width; j++)
        t[j] = j == class_number;
}

static double scale_of(int width, const double *x, const long double *t)
{
    double sum = 0;
    if (is("log_cosh")) /* every digit */
        return 0;
    for (int j = 0; j < width; j++) {
        const double term = fabs(x[j]) + fabs((double)t[j]) + 1;
        sum += is("squared") || is("huber")                         ? term * term
               : is("_entropy") && !is("softmax") && !is("sigmoid") ? 1
                                                                    : term;
    }
    return sum;
}

/* What one term of the derivative by x_j reaches. */
static double slope_scale(int width, const double *x, const long double *t, int j)
{
    if (is("softmax"))
        return 1 + scale_of(width, x, t);
    if (is("log_cosh"))
        return 0;
    if (is("squared") || is("huber"))
        return fabs(x[j]) + fabs((double)t[j]);
    if (is("cross_entropy") && !is("sigmoid"))
        return 1 / fmin(x[j], is("binary") ? 1 - x[j] : 1);
    return 1;
}

static long double compare_row(struct arrays *a, size_t r, double n, double J, const void *dx,
                               double *scale)
{
    const int width = net->input[0].size;
    const double u = unit_roundoff(net);
    double x[WIDTH_MAX] = { 0 };
    long double t[WIDTH_MAX] = { 0 };
    complexl z[WIDTH_MAX];
    read_row(a, r, x, t);
    for (int j = 0; j < width; j++)
        z[j] = x[j];
    const long double wanted = creall(reference(width, z, t));
    *scale = scale_of(width, x, t);
    if (n == 1)
        check_near(J, wanted, SLACK * u * (fabsl(wanted) + *scale), "%s at row %zu", name, r);
    for (int j = 0; j < width; j++) {
        z[j] = CMPLXL(x[j], STEP);
        const long double slope = cimagl(reference(width, z, t)) / STEP / n;
        z[j] = x[j];
        check_near(get(net, dx, (size_t)j), slope,
                   SLACK * u * (fabsl(slope) + slope_scale(width, x, t, j) / n),
                   "n %g: d%s by y_%d, y = %.9g, t = %.9Lg", n, name, j, x[j], t[j]);
    }
    return wanted;
}

static void compare(struct arrays *a)
{
    long double sum = 0;
    double scale, scales = 0, J;
    for (size_t r = 0; r < a->rows; r++) {
        void *x = row(net, &net->input[0], a->x[0], r), *t = row(net, &net->target[0], a->t[0], r);
        J = net->backward(a->p, 1, &x, &t, NULL, a->dx, a->ws);
        sum += compare_row(a, r, 1, J, a->dx[0], &scale);
        scales += scale;
    }
    J = net->backward(a->p, a->rows, a->x, a->t, NULL, a->dx, a->ws);
    for (size_t r = 0; r < a->rows; r++)
        compare_row(a, r, (double)a->rows, J, row(net, &net->dinput[0], a->dx[0], r), &scale);
    const double n = (double)a->rows;
    check_near(J, sum / n, (SLACK + n) * unit_roundoff(net) * (double)(fabsl(sum) + scales) / n,
               "J of %s, n %g", name, n);
    check(net->loss(a->p, a->rows, a->x, a->t, a->ws) == J, "loss is not backward's J");
}

int main(int argc, char **argv)
{
    name = argc > 1 ? argv[1] : "";
    reference = find_loss(name);
    if (!reference)
        return 2;
    struct arrays a;
    arrays_new(&a, net, net->batch);
    set_identity(net, a.p, "w1");
    set_identity(net, a.p, "b1");
    for (size_t round = 0; round < ROUNDS; round++) {
        fill(&a, round);
        compare(&a);
    }
    arrays_free(&a);
    return finish();
}
