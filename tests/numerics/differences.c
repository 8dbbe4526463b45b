/* differences.c - first and second derivatives of any smooth network of doubles, against values:
 * f'(x) = (f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h + O(h^4).
 *
 * g and dx are held to differences of loss. Outputs of the names energy, slope and curve, where
 * there are such, are held together: slope is the gradient of energy by x, curve that of
 * sum(slope). With h = 1e-3 the stencil's own error is near 1e-12 of the fifth derivative, the
 * rounding near 1e-13 of the value: bound 2e-9.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

static const struct net *const net = &net_1;
static const double STEP = 1e-3, BOUND = 2e-9;

typedef double function(struct arrays *a);

static double loss_of(struct arrays *a)
{
    return net->loss(a->p, a->rows, a->x, a->t, a->ws);
}

static double sum_of_output(struct arrays *a, const char *name)
{
    double sum = 0;
    net->predict(a->p, a->x, a->y);
    for (int i = 0; i < net->outputs; i++)
        for (int j = 0; !strcmp(net->output[i].name, name) && j < net->output[i].size; j++)
            sum += get(net, a->y[i], (size_t)j);
    return sum;
}

static double energy_of(struct arrays *a)
{
    return sum_of_output(a, "energy");
}

static double slope_of(struct arrays *a)
{
    return sum_of_output(a, "slope");
}

static double difference(struct arrays *a, function *f, void *array, size_t i)
{
    const double x = get(net, array, i);
    static const int at[] = { -2, -1, 1, 2 };
    double value[4];
    for (int k = 0; k < 4; k++) {
        set(net, array, i, x + at[k] * STEP);
        value[k] = f(a);
    }
    set(net, array, i, x);
    return (value[0] - 8 * value[1] + 8 * value[2] - value[3]) / (12 * STEP);
}

static void check_output(struct arrays *a, const char *name, function *of)
{
    for (int i = 0; i < net->outputs; i++)
        for (int j = 0; !strcmp(net->output[i].name, name) && j < net->output[i].size; j++) {
            const double wanted = difference(a, of, a->x[0], (size_t)j);
            net->predict(a->p, a->x, a->y);
            check_near(get(net, a->y[i], (size_t)j), wanted, BOUND * (1 + fabs(wanted)), "%s[%d]",
                       name, j);
        }
}

int main(void)
{
    struct arrays a;
    arrays_new(&a, net, net->batch);
    arrays_random(&a);
    parameters_random(&a, 3);
    /* off the kinks at 0, if the first layer is the identity */
    for (int i = 0; i < net->inputs; i++)
        for (size_t j = 0; !net->input[i].classes && j < a.rows * (size_t)net->input[i].size; j++) {
            const double x = get(net, a.x[i], j);
            set(net, a.x[i], j, x + (x < 0 ? -0.05 : 0.05));
        }
    if (net->block[0].rows == net->block[0].cols && net->blocks == 2)
        set_identity(net, a.p, net->block[0].name), set_identity(net, a.p, net->block[1].name);
    const double J = net->backward(a.p, a.rows, a.x, a.t, a.g, a.dx, a.ws);
    const double scale = 1 + fabs(J);
    check(isfinite(J), "J is %g", J);
    for (size_t i = 0; i < net->parameters; i++) {
        const double wanted = difference(&a, loss_of, a.p, i);
        check_near(get(net, a.g, i), wanted, BOUND * (scale + fabs(wanted)), "g[%zu]", i);
    }
    for (int i = 0; i < net->inputs; i++)
        for (size_t j = 0; j < a.rows * (size_t)net->input[i].size; j++) {
            const double wanted = net->input[i].classes ? 0 : difference(&a, loss_of, a.x[i], j);
            check_near(get(net, a.dx[i], j), wanted, BOUND * (scale + fabs(wanted)), "%s[%zu]",
                       net->dinput[i].name, j);
        }
    check_output(&a, "slope", energy_of);
    check_output(&a, "curve", slope_of);
    arrays_free(&a);
    return finish();
}
