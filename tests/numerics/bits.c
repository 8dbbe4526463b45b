/* bits.c - one hash of everything a network computes: init, predict, forward, loss, backward, three
 * steps, moments included. Prints "bits HASH"; numerics.sh compares the builds. An argument is the
 * number of threads of a build with OpenMP.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

extern void omp_set_num_threads(int count);
#pragma weak omp_set_num_threads

static const struct net *const net = &net_1;
static uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

static void add(const void *array, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ ((const unsigned char *)array)[i]) * UINT64_C(0x100000001b3);
}

static void add_number(double value)
{
    add(&value, sizeof value);
}

static void add_ends(void *const *arrays, int count, const struct argument *argument, size_t rows)
{
    for (int i = 0; i < count; i++)
        add(arrays[i], rows * row_bytes(net, &argument[i]));
}

static void add_everything(struct arrays *a, size_t n)
{
    net->predict(a->p, a->x, a->y);
    add_ends(a->y, net->outputs, net->output, 1);
    net->forward(a->p, n, a->x, a->y, a->ws);
    add_ends(a->y, net->outputs, net->output, n);
    add_number(net->loss(a->p, n, a->x, a->t, a->ws));
    add_number(net->backward(a->p, n, a->x, a->t, a->g, a->dx, a->ws));
    add(a->g, net->sizeof_p);
    add_ends(a->dx, net->inputs, net->dinput, n);
    add_number(net->step(a->p, a->o, n, a->x, a->t, a->ws));
    add(a->p, net->sizeof_p);
    for (int i = 0; i < net->states; i++)
        add((char *)a->o + net->state_offset[i], net->sizeof_p);
}

int main(int argc, char **argv)
{
    struct arrays a;
    if (argc > 1 && omp_set_num_threads)
        omp_set_num_threads((int)strtol(argv[1], NULL, 10));
    arrays_new(&a, net, net->batch);
    net->init(a.p, 1);
    add(a.p, net->sizeof_p);
    arrays_random(&a);
    parameters_random(&a, 2);
    net->optimizer_init(a.o);
    const size_t B = net->batch;
    add_everything(&a, B);
    add_everything(&a, 1);
    add_everything(&a, (B + 1) / 2);
    arrays_free(&a);
    printf("bits %016" PRIx64 "\n", hash);
    return finish();
}
