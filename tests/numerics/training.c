/* training.c TASK STEPS SHARE - J falls over steps on what the network can learn.
 *
 * teacher: the same network from another seed answers random inputs; the student starts from seed
 * 1 and after STEPS steps over one batch must have left no more than SHARE of the way to the
 * teacher's J. xor: J < 0.05; iris: three clouds; spirals: two arms. There SHARE is how many of a
 * batch that was not trained on (xor has no other) must come out right.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

static const struct net *const net = &net_1;
static struct arrays a;

/* ---- data ---- */

static double normal(void)
{
    return sqrt(-2 * log(random_between(1e-12, 1))) * cos(random_between(0, 2 * 3.14159265358979));
}

static void set_class(size_t r, int class_number)
{
    const struct argument *t = &net->target[0];
    const int32_t index = class_number;
    if (t->classes)
        memcpy(row(net, t, a.t[0], r), &index, sizeof index);
    else
        for (int j = 0; j < t->size; j++)
            set(net, row(net, t, a.t[0], r), (size_t)j,
                t->size == 1 ? class_number : j == class_number);
}

static int task_row(const char *task, size_t k, double *x)
{
    if (!strcmp(task, "xor")) {
        x[0] = (double)(k & 1), x[1] = (double)(k >> 1 & 1);
        return (int)((k & 1) ^ (k >> 1 & 1));
    }
    if (!strcmp(task, "iris")) {
        const int class_number = (int)(k % 3);
        for (int j = 0; j < 4; j++)
            x[j] = (j == class_number ? 2 : -1) + (j == 3 ? class_number : 0) + 0.6 * normal();
        return class_number;
    }
    const double t = random_between(0.15, 1);
    const double angle = 1.2 * 6.2831853 * t + (k % 2 ? 3.14159265 : 0);
    x[0] = t * cos(angle), x[1] = t * sin(angle);
    return (int)(k % 2);
}

static int answer(size_t r)
{
    const struct argument *y = &net->output[0];
    const void *at = row(net, y, a.y[0], r);
    int best = 0;
    if (y->size == 1)
        return get(net, at, 0) > 0.5;
    for (int j = 1; j < y->size; j++)
        if (get(net, at, (size_t)j) > get(net, at, (size_t)best))
            best = j;
    return best;
}

static void fill_task(const char *task, int *class_number)
{
    for (size_t r = 0; r < a.rows; r++) {
        double x[8] = { 0 };
        class_number[r] = task_row(task, r, x);
        for (int j = 0; j < net->input[0].size; j++)
            set(net, row(net, &net->input[0], a.x[0], r), (size_t)j, x[j]);
        set_class(r, class_number[r]);
    }
}

static void train_task(const char *task, int steps, double share)
{
    int *class_number = calloc(a.rows, sizeof *class_number), right = 0;
    double J = 0;
    for (int step = 0; step < steps; step++) {
        fill_task(task, class_number);
        J = net->step(a.p, a.o, a.rows, a.x, a.t, a.ws);
    }
    fill_task(task, class_number); /* unseen, but for xor */
    net->forward(a.p, a.rows, a.x, a.y, a.ws);
    for (size_t r = 0; r < a.rows; r++)
        right += answer(r) == class_number[r];
    check(right >= share * (double)a.rows, "%s: %d of %zu right, J %g", task, right, a.rows, J);
    check(J < (strcmp(task, "xor") ? 0.3 : 0.05), "%s: J %g after %d steps", task, J, steps);
    free(class_number);
}

/* ---- a teacher ---- */

/* Targets from the teacher's outputs of the same name, or in order where no name agrees. */
static const struct argument *taught_by(int target, int *output)
{
    for (*output = 0; *output < net->outputs; ++*output)
        if (!strcmp(net->output[*output].name, net->target[target].name))
            return &net->output[*output];
    *output = target < net->outputs ? target : 0;
    return net->output[*output].size == net->target[target].size ? &net->output[*output] : NULL;
}

static void teach(void)
{
    for (int i = 0; i < net->targets; i++) {
        int output;
        const struct argument *y = taught_by(i, &output), *t = &net->target[i];
        for (size_t r = 0; y && r < a.rows; r++) {
            if (!t->classes) {
                memcpy(row(net, t, a.t[i], r), row(net, y, a.y[output], r), row_bytes(net, t));
                continue;
            }
            int32_t best = 0;
            for (int j = 1; j < y->size; j++)
                if (get(net, row(net, y, a.y[output], r), (size_t)j) >
                    get(net, row(net, y, a.y[output], r), (size_t)best))
                    best = j;
            memcpy(row(net, t, a.t[i], r), &best, sizeof best);
        }
    }
}

static void train_student(int steps, double factor)
{
    parameters_random(&a, 99);
    net->forward(a.p, a.rows, a.x, a.y, a.ws);
    teach();
    const double best = net->loss(a.p, a.rows, a.x, a.t, a.ws); /* entropy and penalties stay */
    net->init(a.p, 1);
    net->optimizer_init(a.o);
    const double J_0 = net->loss(a.p, a.rows, a.x, a.t, a.ws);
    double J = 0;
    for (int step = 0; step < steps; step++)
        J = net->step(a.p, a.o, a.rows, a.x, a.t, a.ws);
    check(J - best < factor * (J_0 - best), "J %g after %d steps, %g at first, the teacher's %g", J,
          steps, J_0, best);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    arrays_new(&a, net, net->batch);
    arrays_random(&a);
    net->init(a.p, 1);
    net->optimizer_init(a.o);
    const int steps = (int)strtol(argv[2], NULL, 10);
    if (!strcmp(argv[1], "teacher"))
        train_student(steps, strtod(argv[3], NULL));
    else
        train_task(argv[1], steps, strtod(argv[3], NULL));
    arrays_free(&a);
    return finish();
}
