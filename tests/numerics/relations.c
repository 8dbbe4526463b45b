/* relations.c RELATION - what two networks of the same parameters, inputs and targets must have in
 * common, and how else they differ:
 *
 *   penalty L2 L1 L2 L1 L2 L1   net_2 has these penalties on its layers 1, 2, 3; net_1 has none
 *   frozen        net_2's layer 2 is frozen
 *   shared        net_1 applies one layer where net_2 has three of equal weights
 *   index         net_2's target is a class number, net_1's one-hot
 *   equal         they differ in nothing
 *   double        net_1 is of floats, net_2 of doubles
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

static struct arrays a, b;
static double J_a, J_b;

/* ---- two networks at one point ---- */

/* The parameters of b from those of the blocks of a: of the same number, or modulo a's. */
static void copy_parameters(void)
{
    const struct net *from = a.net, *to = b.net;
    for (int i = 0; i < to->blocks; i++) {
        const struct block *source = &from->block[i % from->blocks], *block = &to->block[i];
        const size_t size = (size_t)block->rows * (size_t)block->cols;
        if (block->rows != source->rows || block->cols != source->cols)
            exit(2);
        for (size_t k = 0; k < size; k++)
            set(to, b.p, block->first + k, get(from, a.p, source->first + k));
    }
}

/* One-hot targets of a, and the same classes of b. */
static void class_targets(void)
{
    const int classes = b.net->target[0].classes;
    for (size_t r = 0; r < a.rows; r++) {
        const int32_t class_number = (int32_t)(random_bits() % (uint64_t)classes);
        memcpy(row(b.net, &b.net->target[0], b.t[0], r), &class_number, sizeof class_number);
        for (int j = 0; j < classes; j++)
            set(a.net, row(a.net, &a.net->target[0], a.t[0], r), (size_t)j, j == class_number);
    }
}

static void go_backward(void)
{
    fill_nan(b.net, b.g, b.net->sizeof_p);
    J_a = a.net->backward(a.p, a.rows, a.x, a.t, a.g, a.dx, a.ws);
    J_b = b.net->backward(b.p, b.rows, b.x, b.t, b.g, b.dx, b.ws);
}

static void set_point(uint64_t seed)
{
    arrays_random(&a);
    parameters_random(&a, seed);
    copy_parameters();
    for (size_t k = 0; k < a.rows * (size_t)a.net->input[0].size; k++)
        set(b.net, b.x[0], k, get(a.net, a.x[0], k));
    if (b.net->target[0].classes)
        class_targets();
    else
        for (size_t k = 0; k < a.rows * (size_t)a.net->target[0].size; k++)
            set(b.net, b.t[0], k, get(a.net, a.t[0], k));
    a.net->optimizer_init(a.o);
    b.net->optimizer_init(b.o);
    go_backward();
}

static void same_dx(double slack)
{
    for (size_t k = 0; k < a.rows * (size_t)a.net->input[0].size; k++) {
        const double dx = get(a.net, a.dx[0], k);
        check_near(get(b.net, b.dx[0], k), dx, slack * (fabs(dx) + 0.01), "dx[%zu]", k);
    }
}

static void same_block(const struct block *block, const void *x, const void *y, double slack,
                       const char *what)
{
    for (size_t k = 0; k < (size_t)block->rows * (size_t)block->cols; k++) {
        const double w = get(a.net, x, block->first + k);
        check_near(get(b.net, y, block->first + k), w, slack * (fabs(w) + 0.01), "%s of %s[%zu]",
                   what, block->name, k);
    }
}

static void take_step(void)
{
    check(a.net->step(a.p, a.o, a.rows, a.x, a.t, a.ws) == J_a, "step's J");
    check(b.net->step(b.p, b.o, b.rows, b.x, b.t, b.ws) == J_b, "step's J");
}

/* ---- the relations ---- */

static void penalty(char **numbers)
{
    const double u = unit_roundoff(b.net);
    const int layers = b.net->blocks;
    long double J = J_a;
    size_t layer = 0;
    for (int i = 0; i < layers; i++) {
        const struct block *block = &b.net->block[i];
        const double l2 = block->is_bias ? 0 : strtod(numbers[2 * layer], NULL);
        const double l1 = block->is_bias ? 0 : strtod(numbers[2 * layer + 1], NULL);
        layer += !block->is_bias;
        for (size_t k = 0; k < (size_t)block->rows * (size_t)block->cols; k++) {
            const double w = get(b.net, b.p, block->first + k);
            const double g = get(a.net, a.g, block->first + k);
            const double more = l2 * w + l1 * (w > 0 ? 1 : w < 0 ? -1 : 0);
            J += l2 / 2 * w * w + l1 * fabs(w);
            check_near(get(b.net, b.g, block->first + k), g + more,
                       4 * u * (fabs(g) + l2 * fabs(w) + l1), "gradient of %s[%zu]", block->name,
                       k);
        }
    }
    check_near(J_b, J, 200 * u * (double)J, "J");
    check((double)J != J_a, "the penalty is nothing");
    same_dx(0);
    take_step();
}

static void frozen(void)
{
    void *before = malloc(b.net->sizeof_p);
    memcpy(before, b.p, b.net->sizeof_p);
    check(J_a == J_b, "J: %.9g without, %.9g with a frozen layer", J_a, J_b);
    same_dx(0);
    take_step();
    for (int i = 0; i < b.net->blocks; i++) {
        const struct block *block = &b.net->block[i];
        const size_t at = block->first * b.net->real_size;
        const size_t count = (size_t)block->rows * (size_t)block->cols;
        if (!strstr(block->name, "2")) {
            same_block(block, a.g, b.g, 0, "gradient");
            same_block(block, a.p, b.p, 0, "step");
            continue;
        }
        check(!memcmp((char *)before + at, (char *)b.p + at, count * b.net->real_size),
              "step moves frozen %s", block->name);
        for (size_t k = 0; k < count; k++)
            check_near(get(b.net, b.g, block->first + k), 0, 0, "gradient of frozen %s",
                       block->name);
    }
    free(before);
}

static void shared(void)
{
    const struct net *one = a.net, *three = b.net;
    for (int i = 0; i < one->blocks; i++)
        for (size_t k = 0; k < (size_t)one->block[i].rows * (size_t)one->block[i].cols; k++) {
            double sum = 0;
            for (int copy = i; copy < three->blocks; copy += one->blocks)
                sum += get(three, b.g, three->block[copy].first + k);
            /* the penalty counts once for the shared weight */
            const double w = get(one, a.p, one->block[i].first + k);
            sum -= one->block[i].is_bias ? 0 : 2 * 0.25 * w;
            check_near(get(one, a.g, one->block[i].first + k), sum, 1e-14 * (1 + fabs(sum)),
                       "gradient of shared %s[%zu]", one->block[i].name, k);
        }
    same_dx(1e-14);
    check(one->parameters * 3 == three->parameters, "parameters");
}

static void alike(double slack)
{
    check_near(J_b, J_a, slack * fabs(J_a), "J");
    same_dx(slack);
    a.net->forward(a.p, a.rows, a.x, a.y, a.ws);
    b.net->forward(b.p, b.rows, b.x, b.y, b.ws);
    for (size_t k = 0; k < a.rows * (size_t)a.net->output[0].size; k++)
        check_near(get(b.net, b.y[0], k), get(a.net, a.y[0], k), slack, "y[%zu]", k);
    for (int i = 0; i < b.net->blocks; i++)
        same_block(&b.net->block[i], a.g, b.g, slack, "gradient");
    take_step();
    for (int i = 0; i < b.net->blocks; i++)
        same_block(&b.net->block[i], a.p, b.p, slack, "step");
}

/* Class numbers that are none are as a target of zeros; nothing is read out of bounds. */
static void no_class(double tolerance)
{
    static const int32_t wrong[] = { -1, 4, 1000000000, INT32_MIN, INT32_MAX };
    for (size_t k = 0; k < a.rows * (size_t)a.net->target[0].size; k++)
        set(a.net, a.t[0], k, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (size_t r = 0; r < b.rows; r++)
            memcpy(row(b.net, &b.net->target[0], b.t[0], r), &wrong[i], sizeof *wrong);
        copy_parameters(); /* steps have rounded them apart */
        go_backward();
        alike(tolerance);
    }
}

int main(int argc, char **argv)
{
    const char *relation = argc > 1 ? argv[1] : "";
    arrays_new(&a, &net_1, net_1.batch);
    arrays_new(&b, &net_2, net_1.batch);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        set_point(seed);
        if (!strcmp(relation, "penalty") && argc == 8)
            penalty(argv + 2);
        else if (!strcmp(relation, "frozen"))
            frozen();
        else if (!strcmp(relation, "shared"))
            shared();
        else if (!strcmp(relation, "equal"))
            alike(0);
        else if (!strcmp(relation, "index"))
            alike(8 * unit_roundoff(a.net)), no_class(8 * unit_roundoff(a.net));
        else if (!strcmp(relation, "double"))
            alike(1e-5);
    }
    arrays_free(&a);
    arrays_free(&b);
    return finish();
}
