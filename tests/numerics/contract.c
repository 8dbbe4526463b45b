/* contract.c - what every call promises, for any network: which bytes it touches, and which bits
 * of its results are equal.
 *
 * With the argument "sgd", a step is also held to backward and w - rate g.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

static const struct net *const net = &net_1;

/* ---- arrays as one list ---- */

enum { LIST_MAX = 4 + 4 * ENDS_MAX };

struct list {
    int count;
    void *array[LIST_MAX];
    size_t bytes[LIST_MAX];
};

static void add(struct list *list, void *array, size_t bytes)
{
    list->array[list->count] = array;
    list->bytes[list->count++] = bytes;
}

static void add_ends(struct list *list, void **arrays, int count, const struct argument *argument,
                     size_t rows)
{
    for (int i = 0; i < count; i++)
        add(list, arrays[i], rows * row_bytes(net, &argument[i]));
}

/* What calls may write, and what they may not. */
static struct list written(struct arrays *a)
{
    struct list list = { 0 };
    add(&list, a->g, net->sizeof_p);
    add(&list, a->ws, net->sizeof_ws);
    add_ends(&list, a->y, net->outputs, net->output, a->rows);
    add_ends(&list, a->dx, net->inputs, net->dinput, a->rows);
    return list;
}

static struct list read_only(struct arrays *a)
{
    struct list list = { 0 };
    add(&list, a->p, net->sizeof_p);
    add(&list, a->o, net->sizeof_o);
    add_ends(&list, a->x, net->inputs, net->input, a->rows);
    add_ends(&list, a->t, net->targets, net->target, a->rows);
    return list;
}

static struct list copy_of(const struct list *list)
{
    struct list copy = *list;
    for (int i = 0; i < list->count; i++) {
        copy.array[i] = malloc(list->bytes[i] + 1);
        memcpy(copy.array[i], list->array[i], list->bytes[i]);
    }
    return copy;
}

static bool equals_and_free(const struct list *list, struct list *copy)
{
    bool equal = true;
    for (int i = 0; i < list->count; i++) {
        equal = equal && !memcmp(list->array[i], copy->array[i], list->bytes[i]);
        free(copy->array[i]);
    }
    return equal;
}

static bool same_bits(double a, double b)
{
    /* NOLINTNEXTLINE(*exp42-c,*flp37-c,*memory-comparison): 0 and -0 are two, a NaN is itself */
    return memcmp(&a, &b, sizeof a) == 0;
}

/* ---- the checks ---- */

/* n out of range: NaN, and not a byte is touched. */
static void check_range(struct arrays *a, size_t n)
{
    struct list w = written(a), r = read_only(a), w_copy = copy_of(&w), r_copy = copy_of(&r);
    net->forward(a->p, n, a->x, a->y, a->ws);
    check(isnan(net->loss(a->p, n, a->x, a->t, a->ws)), "loss of %zu rows is no NaN", n);
    check(isnan(net->backward(a->p, n, a->x, a->t, a->g, a->dx, a->ws)),
          "backward of %zu rows is no NaN", n);
    check(isnan(net->step(a->p, a->o, n, a->x, a->t, a->ws)), "step of %zu rows is no NaN", n);
    check(equals_and_free(&w, &w_copy) & equals_and_free(&r, &r_copy), "%zu rows touch something",
          n);
}

/* forward's rows are predict's, bit for bit; rows past n are left alone. */
static void check_rows(struct arrays *a, size_t n)
{
    const int outputs = net->outputs;
    for (int i = 0; i < outputs; i++)
        memset(a->y[i], 0x5a, a->rows * row_bytes(net, &net->output[i]));
    net->forward(a->p, n, a->x, a->y, a->ws);
    void *x[ENDS_MAX], *y[ENDS_MAX];
    for (int i = 0; i < outputs; i++)
        y[i] = guarded_new(net, row_bytes(net, &net->output[i]));
    for (size_t r = 0; r < a->rows; r++) {
        for (int i = 0; i < net->inputs; i++)
            x[i] = row(net, &net->input[i], a->x[i], r);
        if (r < n)
            net->predict(a->p, x, y);
        for (int i = 0; i < outputs; i++) {
            const size_t bytes = row_bytes(net, &net->output[i]);
            if (r >= n)
                memset(y[i], 0x5a, bytes);
            check(!memcmp(y[i], row(net, &net->output[i], a->y[i], r), bytes),
                  "forward(%zu): row %zu of %s is not %s", n, r, net->output[i].name,
                  r < n ? "predict's" : "left alone");
        }
    }
    for (int i = 0; i < outputs; i++)
        check(guarded_free(y[i]), "predict wrote outside its output");
}

/* forward or predict where `wanted` of the outputs are there (a bit each): those have the bits that
 * they have in `all`, whatever the workspace held. */
static void check_wanted(struct arrays *a, size_t n, unsigned wanted, bool one, void *const *all)
{
    void *y[ENDS_MAX];
    for (int i = 0; i < net->outputs; i++) {
        y[i] = wanted & 1u << i ? guarded_new(net, n * row_bytes(net, &net->output[i])) : NULL;
        if (y[i])
            memset(y[i], 0x5a, n * row_bytes(net, &net->output[i]));
    }
    fill_nan(net, a->ws, net->sizeof_ws);
    if (one)
        net->predict(a->p, a->x, y);
    else
        net->forward(a->p, n, a->x, y, a->ws);
    for (int i = 0; i < net->outputs; i++) {
        if (!y[i])
            continue;
        check(!memcmp(y[i], all[i], n * row_bytes(net, &net->output[i])),
              "%s(%zu): %s is another where some outputs are NULL", one ? "predict" : "forward", n,
              net->output[i].name);
        check(guarded_free(y[i]), "it wrote outside %s", net->output[i].name);
    }
}

/* Any output may be NULL: each alone, each but one, none at all. */
static void check_nulls(struct arrays *a, size_t n)
{
    const unsigned all = (1u << net->outputs) - 1;
    net->forward(a->p, n, a->x, a->y, a->ws);
    for (int i = 0; i <= net->outputs; i++) { /* forward's first row is predict's: check_rows */
        const unsigned one = i < net->outputs ? 1u << i : 0;
        check_wanted(a, n, one, false, a->y);
        check_wanted(a, n, all & ~one, false, a->y);
        check_wanted(a, 1, one, true, a->y);
        check_wanted(a, 1, all & ~one, true, a->y);
    }
}

/* loss, backward and step agree on J; what is not asked for changes nothing; neither does what the
 * workspace and the results held before; what is only read stays. */
static void check_calls(struct arrays *a, size_t n)
{
    struct list r = read_only(a), r_copy = copy_of(&r), w = written(a);
    const double J = net->backward(a->p, n, a->x, a->t, a->g, a->dx, a->ws);
    struct list results = { 0 };
    add(&results, a->g, net->sizeof_p);
    add_ends(&results, a->dx, net->inputs, net->dinput, n);
    struct list first = copy_of(&results);

    for (int i = 0; i < w.count; i++)
        fill_nan(net, w.array[i], w.bytes[i]);
    check(same_bits(net->backward(a->p, n, a->x, a->t, a->g, NULL, a->ws), J), "dx NULL changes J");
    check(same_bits(net->backward(a->p, n, a->x, a->t, NULL, NULL, a->ws), J),
          "g, dx NULL change J");
    fill_nan(net, a->ws, net->sizeof_ws);
    check(same_bits(net->backward(a->p, n, a->x, a->t, NULL, a->dx, a->ws), J), "g NULL changes J");
    check(same_bits(net->loss(a->p, n, a->x, a->t, a->ws), J), "loss(%zu) is not backward's J", n);
    check(equals_and_free(&results, &first),
          "backward(%zu): NaNs left in g, dx and the workspace, or NULL, change its bits", n);
    check(equals_and_free(&r, &r_copy), "backward or loss writes what it should read");
    check(isfinite(J), "J is %g", J);
}

/* dx's rows past n are left alone. */
static void check_rows_left(struct arrays *a, size_t n)
{
    for (int i = 0; i < net->inputs; i++)
        memset(a->dx[i], 0x5a, a->rows * row_bytes(net, &net->dinput[i]));
    net->backward(a->p, n, a->x, a->t, NULL, a->dx, a->ws);
    for (int i = 0; i < net->inputs; i++) {
        const size_t bytes = row_bytes(net, &net->dinput[i]);
        const unsigned char *at = row(net, &net->dinput[i], a->dx[i], n);
        for (size_t k = 0; k < (a->rows - n) * bytes; k++)
            if (at[k] != 0x5a) {
                check(false, "backward(%zu) writes dx past its rows", n);
                return;
            }
    }
    check(true, "rows");
}

/* Whether samples meet in the statistics of their batch. */
static bool has_statistics(void)
{
    for (int i = 0; i < net->blocks; i++)
        if (strstr(net->block[i].name, "running_"))
            return true;
    return false;
}

/* J, g and dx of n rows are the means of those of the rows alone. */
static void check_mean(struct arrays *a, size_t n)
{
    const int inputs = net->inputs;
    const double u = unit_roundoff(net);
    double sum = 0, magnitude = 0, largest = 0, *g = calloc(2 * net->parameters, sizeof *g);
    const double J = net->backward(a->p, n, a->x, a->t, a->g, a->dx, a->ws);
    void *x[ENDS_MAX], *t[ENDS_MAX], *dx[ENDS_MAX], *g_1 = guarded_new(net, net->sizeof_p);
    for (int i = 0; i < inputs; i++)
        dx[i] = guarded_new(net, row_bytes(net, &net->dinput[i]));
    for (size_t r = 0; r < n; r++) {
        for (int i = 0; i < inputs; i++)
            x[i] = row(net, &net->input[i], a->x[i], r);
        for (int i = 0; i < net->targets; i++)
            t[i] = row(net, &net->target[i], a->t[i], r);
        const double J_1 = net->backward(a->p, 1, x, t, g_1, dx, a->ws);
        sum += J_1, magnitude += fabs(J_1);
        for (size_t i = 0; i < net->parameters; i++) {
            g[i] += get(net, g_1, i);
            g[net->parameters + i] += fabs(get(net, g_1, i));
            largest = fmax(largest, fabs(get(net, g_1, i)));
        }
        for (int i = 0; i < inputs; i++)
            for (int j = 0; j < net->input[i].size; j++) {
                const double alone = get(net, dx[i], (size_t)j) / (double)n;
                check_near(get(net, row(net, &net->dinput[i], a->dx[i], r), (size_t)j), alone,
                           4 * u * fabs(alone) + smallest(net), "n %zu: %s[%zu][%d]", n,
                           net->dinput[i].name, r, j);
            }
    }
    /* n additions, each within u of the sum of magnitudes; a penalty's part of a gradient may have
     * cancelled what the largest of them still shows */
    const double N = (double)n, slack = (N + 4) * u / N;
    check_near(J, sum / N, slack * magnitude, "n %zu: J", n);
    for (size_t i = 0; i < net->parameters; i++)
        check_near(get(net, a->g, i), g[i] / N,
                   slack * (g[net->parameters + i] + largest) + smallest(net), "n %zu: g[%zu]", n,
                   i);
    for (int i = 0; i < inputs; i++)
        guarded_free(dx[i]);
    guarded_free(g_1);
    free(g);
}

/* step returns loss's J before it moves the parameters, whatever the workspace held. */
static void check_step(struct arrays *a, size_t n, bool is_sgd)
{
    struct list state = { 0 };
    add(&state, a->p, net->sizeof_p);
    add(&state, a->o, net->sizeof_o);
    struct list before = copy_of(&state);
    const double J = net->backward(a->p, n, a->x, a->t, a->g, NULL, a->ws);
    check(same_bits(net->step(a->p, a->o, n, a->x, a->t, a->ws), J), "step(%zu) is not loss", n);
    struct list after = copy_of(&state);
    for (int i = 0; i < state.count; i++)
        memcpy(state.array[i], before.array[i], state.bytes[i]);
    fill_nan(net, a->ws, net->sizeof_ws);
    net->step(a->p, a->o, n, a->x, a->t, a->ws);
    const double u = unit_roundoff(net), rate = get(net, (char *)a->o + net->rate_offset, 0);
    for (size_t i = 0; is_sgd && i < net->parameters; i++) {
        const double w = get(net, before.array[0], i), g = get(net, a->g, i);
        check_near(get(net, a->p, i), w - rate * g, 4 * u * (fabs(w) + rate * fabs(g)),
                   "step(%zu): parameter %zu", n, i);
    }
    check(equals_and_free(&state, &after), "NaNs left in the workspace change step(%zu)", n);
    for (int i = 0; i < before.count; i++)
        free(before.array[i]);
}

int main(int argc, char **argv)
{
    const bool is_sgd = argc > 1 && !strcmp(argv[1], "sgd");
    const size_t B = net->batch, counts[] = { 1, 2, 3, B / 2, B / 2 + 1, B - 1, B };
    struct arrays a;
    arrays_new(&a, net, B);
    arrays_random(&a);
    parameters_random(&a, 1);
    net->optimizer_init(a.o);
    const size_t wrong[] = { 0, B + 1, 2 * B, SIZE_MAX };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        check_range(&a, wrong[i]);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const size_t n = counts[i];
        if (n < 1 || n > B)
            continue;
        check_rows(&a, n);
        check_nulls(&a, n);
        check_calls(&a, n);
        check_rows_left(&a, n);
        if (!has_statistics())
            check_mean(&a, n);
        check_step(&a, n, is_sgd);
    }
    arrays_free(&a);
    return finish();
}
