/* optimizers.c NAME - five steps of one optimizer of specs/optimizer.lua against the algorithms of
 * PyTorch's documentation (torch.optim.SGD, RMSprop, Adam, AdamW), in long double.
 *
 * The gradients are those that the generated backward gives at the parameters before each step, so
 * that only the update is on trial; the reference keeps its own moments. Parameters agree to 1e-12,
 * relative to the weight and the step. Half way, the rate is changed, as a schedule would. Then
 * moments are the smallest normal numbers, and decay to 0 where gradients are; NaN stays.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

enum { STEPS = 5, SCALARS_MAX = 1000 };
static const struct net *const net = &net_1;

static const struct options {
    const char *name, *kind;
    long double rate, momentum, decay, epsilon, weight_decay, beta1, beta2;
} table[] = {
    { "sgd", "sgd", 0.05, 0, 0, 0, 0, 0, 0 },
    { "sgd_momentum", "sgd", 0.05, 0.8, 0, 0, 0.02, 0, 0 },
    { "momentum", "sgd", 0.02, 0.9, 0, 0, 0, 0, 0 },
    { "momentum_decay", "sgd", 0.02, 0.7, 0, 0, 0.01, 0, 0 },
    { "nesterov", "nesterov", 0.02, 0.9, 0, 0, 0, 0, 0 },
    { "nesterov_decay", "nesterov", 0.02, 0.6, 0, 0, 0.01, 0, 0 },
    { "rmsprop", "rmsprop", 0.01, 0, 0.99, 1e-8, 0, 0, 0 }, /* torch.optim's defaults */
    { "rmsprop_momentum", "rmsprop", 0.003, 0.7, 0.9, 1e-6, 0.01, 0, 0 },
    { "adam", "adam", 1e-3, 0, 0, 1e-8, 0, 0.9, 0.999 },
    { "adam_decay", "adam", 0.02, 0, 0, 1e-4, 0.03, 0.8, 0.95 },
    { "adamw", "adamw", 1e-3, 0, 0, 1e-8, 1e-2, 0.9, 0.999 },
    { "adamw_decay", "adamw", 0.02, 0, 0, 1e-4, 0.3, 0.8, 0.95 },
    { "polyak", "polyak", 1, 0, 0, 0, 0, 0, 0 },
    { "polyak_half", "polyak", 0.5, 0, 0, 0, 0, 0, 0 },
};

static long double buffer[SCALARS_MAX], square[SCALARS_MAX], average[SCALARS_MAX];

/* The next weight; t counts steps from 1. */
static long double descend(const struct options *o, int t, size_t i, long double w, long double g)
{
    if (strcmp(o->kind, "adamw") != 0) /* everywhere else weight decay is a part of the gradient */
        g += o->weight_decay * w;
    if (!strcmp(o->kind, "sgd") || !strcmp(o->kind, "nesterov")) {
        buffer[i] = t == 1 ? g : o->momentum * buffer[i] + g;
        if (o->momentum == 0)
            return w - o->rate * g;
        return w - o->rate * (o->kind[0] == 'n' ? g + o->momentum * buffer[i] : buffer[i]);
    }
    if (!strcmp(o->kind, "rmsprop")) {
        square[i] = o->decay * square[i] + (1 - o->decay) * g * g;
        const long double step = g / (sqrtl(square[i]) + o->epsilon);
        buffer[i] = o->momentum * buffer[i] + step;
        return w - o->rate * (o->momentum > 0 ? buffer[i] : step);
    }
    if (!strcmp(o->kind, "adamw"))
        w -= o->rate * o->weight_decay * w;
    average[i] = o->beta1 * average[i] + (1 - o->beta1) * g;
    square[i] = o->beta2 * square[i] + (1 - o->beta2) * g * g;
    const long double m = average[i] / (1 - powl(o->beta1, t));
    const long double v = square[i] / (1 - powl(o->beta2, t));
    return w - o->rate * m / (sqrtl(v) + o->epsilon);
}

static void check_step(struct arrays *a, const struct options *o, int t, size_t n)
{
    const size_t bytes = net->sizeof_p;
    void *before = malloc(bytes);
    memcpy(before, a->p, bytes);
    const double J = net->backward(a->p, n, a->x, a->t, a->g, NULL, a->ws);
    const bool is_polyak = !strcmp(o->kind, "polyak");
    long double norm2 = 0;
    for (size_t i = 0; i < net->parameters; i++)
        norm2 += (long double)get(net, a->g, i) * get(net, a->g, i);
    check(net->step(a->p, a->o, n, a->x, a->t, a->ws) == J, "step %d: J", t);
    for (size_t i = 0; i < net->parameters; i++) {
        const long double w = get(net, before, i), g = get(net, a->g, i);
        const long double next = is_polyak ? w - o->rate * J / norm2 * g : descend(o, t, i, w, g);
        check_near(get(net, a->p, i), next, 1e-12L * (fabsl(w) + fabsl(next - w)),
                   "%s: step %d, parameter %zu", o->name, t, i);
    }
    check(memcmp(before, a->p, bytes) != 0, "step %d moves nothing", t);
    free(before);
}

/* With inputs and weights 0 the first layer's gradient is 0. */
static void check_small(struct arrays *a, const struct options *o)
{
    memset(a->p, 0, net->sizeof_p);
    memset(a->x[0], 0, net->batch * (size_t)net->input[0].size * net->real_size);
    for (int k = 0; k < net->states; k++) {
        char *const moments = (char *)a->o + net->state_offset[k];
        for (size_t i = 0; i < net->parameters; i++)
            set(net, moments, i, i > 0 ? smallest(net) : NAN);
    }
    net->step(a->p, a->o, net->batch, a->x, a->t, a->ws);
    for (int k = 0; k < net->states; k++) {
        const char *const moments = (char *)a->o + net->state_offset[k];
        size_t small = 0, zeros = 0;
        for (size_t i = 0; i < net->parameters; i++) {
            small += fpclassify(get(net, moments, i)) == FP_SUBNORMAL;
            zeros += get(net, moments, i) == 0;
        }
        check(small == 0 && zeros > 0, "%s: %zu of moment %d subnormal, %zu are 0", o->name, small,
              k, zeros);
        check(isnan(get(net, moments, 0)), "%s: NaN is gone from moment %d", o->name, k);
    }
}

int main(int argc, char **argv)
{
    struct options o = { .name = NULL };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (argc > 1 && !strcmp(table[i].name, argv[1]))
            o = table[i];
    if (!o.name || !net->is_double || net->parameters > SCALARS_MAX)
        return 2;
    struct arrays a;
    arrays_new(&a, net, net->batch);
    arrays_random(&a);
    parameters_random(&a, 7);
    net->optimizer_init(a.o);
    check(get(net, (char *)a.o + net->rate_offset, 0) == (double)o.rate, "the rate at first");
    for (int t = 1; t <= STEPS; t++) {
        if (t == 4) {
            o.rate *= 0.5L;
            set(net, (char *)a.o + net->rate_offset, 0, (double)o.rate);
        }
        check_step(&a, &o, t, t == 2 ? 1 : net->batch);
    }
    check_small(&a, &o);
    arrays_free(&a);
    return finish();
}
