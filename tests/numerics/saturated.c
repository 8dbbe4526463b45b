/* saturated.c NAME - softmax and sigmoid losses of logits up to +-1e4: J and the gradient at the
 * logits are finite and exact, also where the probabilities have been moved, or where they are
 * small.
 *
 * specs/loss.lua with identity weights: x are the logits. Where every logit is 1e4 from the next,
 * the outputs are 0s and 1s, so J is a sum of differences of logits and the gradient is y - t
 * without any rounding. In between, y - t as reference.c has it. Targets are one-hot, or class
 * numbers.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "net.h"
#include "reference.h"

enum { WIDTH_MAX = 32, ROUNDS = 400 };

static const struct net *const net = &net_1;
static loss_function *reference;
static bool is_logsumexp, is_moved;

static double logit(size_t round, int j, int width)
{
    static const double extremes[] = { 1e4, -1e4, 0, 3e3, -7e3 };
    const int middle = width / 2;
    if (round % 4 == 0) /* far apart */
        return ((j * 7 + (int)round) % width - middle) * (2e4 / width);
    if (round % 4 == 1)
        return extremes[random_bits() % 5];
    if (round % 4 == 2)
        return random_between(-1e4, 1e4);
    if (round % 8 == 3) /* near each other, far from 0 */
        return (round % 16 == 3 ? 1e4 : -1e4) + (double)(random_bits() % 16) / 4;
    return random_between(-12, 12) * (round % 16 == 7 && j % 2 ? 2 : 1);
}

static void compare(struct arrays *a, size_t round, bool is_softmax)
{
    const int width = net->input[0].size;
    const int32_t hot = (int32_t)(random_bits() % (uint64_t)width);
    const double u = unit_roundoff(net);
    complexl z[WIDTH_MAX];
    activation_function *activation = find_activation(is_softmax ? "softmax" : "sigmoid");
    complexl y[WIDTH_MAX];
    long double t[WIDTH_MAX];
    for (int j = 0; j < width; j++) {
        t[j] = is_softmax ? j == hot : random_bits() % 2;
        set(net, a->x[0], (size_t)j, logit(round, j, width));
        z[j] = get(net, a->x[0], (size_t)j);
        if (!net->target[0].classes)
            set(net, a->t[0], (size_t)j, (double)t[j]);
    }
    if (net->target[0].classes)
        memcpy(a->t[0], &hot, sizeof hot);
    activation(width, z, y);
    const double J = net->backward(a->p, 1, a->x, a->t, NULL, a->dx, a->ws);
    const long double wanted = creall(reference(width, z, t));
    long double largest = 1;
    for (int j = 0; j < width; j++)
        largest = fmaxl(largest, fabsl(creall(z[j])));
    /* Every digit, but for what the exponents lose: the distance of logits whose exponential
     * counts. A formula that takes logits off a logsumexp loses what those have in common. */
    const long double bound = is_logsumexp ? 4 * u * (fabsl(wanted) + largest)
                                           : 120 * u * fabsl(wanted) + smallest(net);
    check_near(J, wanted, bound, "round %zu: J", round);
    for (int j = 0; j < width; j++) {
        /* 1 - y, the distance from a target of 1, in full: where y rounds to 1, it must read 0 */
        const long double slope = creall(y[j]) - t[j];
        const bool is_one = 1 - creall(y[j]) < u * u;
        long double bound = is_one ? 0 : 60 * u * creall(y[j]) + (t[j] > 0 ? u : 0);
        if (is_moved) /* t y(-z) takes the place of y - t, which is exact where y is near 1 */
            bound = fmaxl(bound, t[j] > 0 ? 4 * u + expl(-fabsl(creall(z[j]))) : 0);
        check_near(get(net, a->dx[0], (size_t)j), slope,
                   fmaxl(bound, is_one ? u * u : smallest(net)),
                   "round %zu: gradient at logit %d = %.9Lg, t = %.9Lg", round, j, creall(z[j]),
                   t[j]);
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const bool is_softmax = !strstr(name, "sigmoid");
    is_moved = !strcmp(name, "by_concat_of_sigmoid") || !strcmp(name, "by_complement_of_softmax");
    is_logsumexp = !strcmp(name, "by_logsumexp") || !strcmp(name, "by_complement_of_softmax");
    reference = find_loss(name);
    if (!reference)
        reference = is_softmax ? softmax_cross_entropy : sigmoid_binary_cross_entropy;
    struct arrays a;
    arrays_new(&a, net, 1);
    set_identity(net, a.p, "w1");
    set_identity(net, a.p, "b1");
    for (size_t round = 0; round < ROUNDS; round++)
        compare(&a, round, is_softmax);
    arrays_free(&a);
    return finish();
}
