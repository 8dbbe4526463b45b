/* runtime_graphs.h - small networks for the runtime's tests, built gate by gate. */
#ifndef RUNTIME_GRAPHS_H
#define RUNTIME_GRAPHS_H

#include "../runtime/runtime.h"

enum { ENDS = 4, PARAMETERS = 6, NODES = 200, EDGES = 3 * NODES };

typedef struct net {
    spec spec;
    end inputs[ENDS], targets[ENDS], outputs[ENDS];
    parameter parameters[PARAMETERS];
    node nodes[NODES];
    ref edges[EDGES];
    int edge_count;
    size_t n; /* the batch, and its arguments */
    double *values, *input_rows[ENDS], *target_rows[ENDS];
    runtime_batch batch;
    uint64_t random;
} net;

net *net_new(uint64_t seed);
void net_free(net *t);

ref net_constant(net *t, double value);
ref net_input(net *t, int size);
ref net_target(net *t, int size, bool is_class);
ref net_parameter(net *t, int rows, int cols); /* no penalty, trained */
ref net_gate1(net *t, gate gate, ref a);       /* shapes are inferred */
ref net_gate2(net *t, gate gate, ref a, ref b);
ref net_gate3(net *t, gate gate, ref a, ref b, ref c);
ref net_slice(net *t, ref x, int first, int cols);
ref net_pad(net *t, ref x, int first, int cols);
ref net_spread(net *t, ref x, int cols);
void net_output(net *t, ref y);
/* Ends the building, and makes n rows of arguments: numbers of (-1, 1) that a float holds. */
void net_finish(net *t, ref loss, size_t n);

double net_uniform(net *t);      /* in (-1, 1), a float's */
int net_choose(net *t, int end); /* in 0 .. end - 1 */

/* A network of random gates. smooth: analytic gates alone; grads: how many GRADs, nested. */
net *net_random(uint64_t seed, bool smooth, int grads);

/* ---- runtime_complex.c: gradients without a formula for any derivative ---- */

/* dJ/dparameter and dJ/dinput by the complex step, Im J(x + ih)/h with h = 1e-30; of a network with
 * GRAD by Cauchy's integral J'(x) = 1/(2 pi i) integral J(z)/(z - x)^2 dz around x, as is GRAD. */
double complex_J(const net *t);
double complex_dparameter(const net *t, int parameter, int element);
double complex_dinput(const net *t, int input, size_t row, int element);

/* ---- runtime_float.c, runtime_double.c: the runtime in narrower arithmetic ---- */

#define NARROW_RUNTIME(name) \
    runtime *name##_runtime_new(const spec *s, char **why); \
    void name##_runtime_free(runtime *rt); \
    const runtime_result *name##_runtime_forward(runtime *rt, const runtime_batch *batch); \
    const runtime_result *name##_runtime_backward(runtime *rt, const runtime_batch *batch); \
    runtime_state *name##_runtime_state_new(const runtime *rt); \
    void name##_runtime_state_free(runtime_state *state); \
    const runtime_result *name##_runtime_step(runtime *rt, const runtime_batch *batch, \
                                              double *parameters, runtime_state *state)
NARROW_RUNTIME(float);
NARROW_RUNTIME(double);

#endif
