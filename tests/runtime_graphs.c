/* runtime_graphs.c - small networks for the runtime's tests, built gate by gate. */
#include "runtime_graphs.h"

#include <assert.h>
#include <stdlib.h>

static uint64_t next(net *t)
{
    uint64_t z = t->random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

double net_uniform(net *t)
{
    return (double)(next(t) >> 40) * 0x1p-23 - 1 + 0x1p-24;
}

int net_choose(net *t, int end)
{
    return (int)(next(t) % (uint64_t)end);
}

net *net_new(uint64_t seed)
{
    net *t = calloc(1, sizeof *t);
    assert(t);
    t->random = seed;
    t->spec.file = t->spec.name = "test";
    t->spec.graph.nodes = t->nodes;
    t->spec.inputs = t->inputs;
    t->spec.targets = t->targets;
    t->spec.outputs = t->outputs;
    t->spec.parameters = t->parameters;
    t->spec.batch = 32;
    t->spec.optimizer = (optimizer){ .name = "sgd", .rate = 0.01 };
    return t;
}

void net_free(net *t)
{
    for (int i = 0; i < ENDS; i++) {
        free(t->input_rows[i]);
        free(t->target_rows[i]);
    }
    free(t->values);
    free(t);
}

static ref append(net *t, node n)
{
    graph *g = &t->spec.graph;
    assert(g->count < NODES && t->edge_count + n.arity <= EDGES);
    const ref *in = n.in;
    n.in = t->edges + t->edge_count;
    for (int i = 0; i < n.arity; i++)
        t->edges[t->edge_count++] = in[i];
    t->nodes[g->count] = n;
    return g->count++;
}

ref net_constant(net *t, double value)
{
    return append(t, (node){ .gate = CONSTANT, .rows = 1, .cols = 1, .value = value });
}

static ref leaf(net *t, gate gate, int index, int rows, int cols)
{
    return append(t, (node){ .gate = gate, .index = index, .rows = rows, .cols = cols });
}

ref net_input(net *t, int size)
{
    int i = t->spec.input_count++;
    ref r = leaf(t, INPUT, i, 1, size);
    t->inputs[i] = (end){ .name = "x", .size = size, .node = r };
    return r;
}

ref net_target(net *t, int size, bool is_class)
{
    int i = t->spec.target_count++;
    ref r = leaf(t, TARGET, i, 1, size);
    t->targets[i] = (end){ .name = "t", .size = size, .is_class = is_class, .node = r };
    return r;
}

ref net_parameter(net *t, int rows, int cols)
{
    int i = t->spec.parameter_count++;
    ref r = leaf(t, PARAMETER, i, rows, cols);
    t->parameters[i] = (parameter){ .name = "w",
                                    .rows = rows,
                                    .cols = cols,
                                    .axes = 2,
                                    .axis = { rows, cols },
                                    .fan_in = rows,
                                    .fan_out = cols,
                                    .train = true,
                                    .offset = t->spec.parameter_scalars,
                                    .node = r };
    t->spec.parameter_scalars += (size_t)(rows * cols);
    return r;
}

static ref gate_of(net *t, gate gate, int arity, const ref *in)
{
    const node *a = &t->nodes[in[0]], *b = arity > 1 ? &t->nodes[in[1]] : NULL;
    node n = { .gate = gate, .arity = arity, .in = in, .rows = 1, .cols = 1 };
    for (int i = 0; i < arity; i++)
        if (t->nodes[in[i]].rows * t->nodes[in[i]].cols > 1) {
            n.rows = t->nodes[in[i]].rows;
            n.cols = t->nodes[in[i]].cols;
        }
    if (gate == SUM || gate == LOGSUMEXP)
        n.rows = n.cols = 1;
    else if (gate == GRAD)
        n.rows = b->rows, n.cols = b->cols;
    else if (gate == CONCAT)
        n.cols = a->cols + b->cols;
    else if (gate == MATMUL)
        n.rows = 1, n.cols = b->cols;
    else if (gate == MATMUL_T)
        n.rows = 1, n.cols = b->rows;
    else if (gate == OUTER)
        n.rows = a->cols, n.cols = b->cols;
    return append(t, n);
}

ref net_gate1(net *t, gate gate, ref a)
{
    return gate_of(t, gate, 1, &a);
}

ref net_gate2(net *t, gate gate, ref a, ref b)
{
    return gate_of(t, gate, 2, (const ref[]){ a, b });
}

ref net_gate3(net *t, gate gate, ref a, ref b, ref c)
{
    return gate_of(t, gate, 3, (const ref[]){ a, b, c });
}

static ref moved(net *t, gate gate, ref x, int first, int cols)
{
    return append(
        t, (node){ .gate = gate, .arity = 1, .in = &x, .rows = 1, .cols = cols, .index = first });
}

/* clang-format off */
ref net_slice(net *t, ref x, int first, int cols) { return moved(t, SLICE, x, first, cols); }
ref net_pad(net *t, ref x, int first, int cols) { return moved(t, PAD, x, first, cols); }
ref net_spread(net *t, ref x, int cols) { return moved(t, SPREAD, x, 0, cols); }
/* clang-format on */

void net_output(net *t, ref y)
{
    t->outputs[t->spec.output_count++] = (end){ .name = "y",
                                                .size = t->nodes[y].rows * t->nodes[y].cols,
                                                .node = y };
}

static double *rows_of(net *t, const end *e, size_t n)
{
    size_t count = n * (size_t)(e->is_class ? 1 : e->size);
    double *rows = calloc(count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = e->is_class ? net_choose(t, e->size) : net_uniform(t);
    return rows;
}

void net_finish(net *t, ref loss, size_t n)
{
    t->spec.loss = loss;
    t->n = n;
    t->values = calloc(t->spec.parameter_scalars + 1, sizeof *t->values);
    for (size_t i = 0; i < t->spec.parameter_scalars; i++)
        t->values[i] = net_uniform(t);
    for (int i = 0; i < t->spec.input_count; i++)
        t->input_rows[i] = rows_of(t, &t->inputs[i], n);
    for (int i = 0; i < t->spec.target_count; i++)
        t->target_rows[i] = rows_of(t, &t->targets[i], n);
    t->batch = (runtime_batch){ n, t->values, (const double *const *)t->input_rows,
                                (const double *const *)t->target_rows };
}

/* ---- random networks ---- */

enum { WIDTH = 3 };

/* x^2 + 1/2 */
static ref positive(net *t, ref x)
{
    return net_gate2(t, ADD, net_gate2(t, MUL, x, x), net_constant(t, 0.5));
}

/* A gate on x, or on x and y, kept where it is defined and of moderate size. */
static ref random_gate(net *t, bool smooth, ref x, ref y)
{
    ref half = net_constant(t, net_uniform(t)), z;
    switch (net_choose(t, smooth ? 22 : 29)) {
    case 0: return net_gate2(t, ADD, x, y);
    case 1: return net_gate2(t, SUB, x, net_gate2(t, MUL, y, half));
    case 2: return net_gate2(t, MUL, x, y);
    case 3: return net_gate2(t, DIV, x, positive(t, y));
    case 4: return net_gate2(t, POW, positive(t, x), net_gate1(t, TANH, y));
    case 5: return net_gate2(t, POW, x, net_constant(t, 3));
    case 6: return net_gate1(t, NEG, x);
    case 7: return net_gate1(t, EXP, net_gate1(t, SIN, x));
    case 8: return net_gate1(t, EXPM1, net_gate2(t, MUL, half, net_gate1(t, COS, x)));
    case 9: return net_gate1(t, LOG, positive(t, x));
    case 10: return net_gate1(t, LOG1P, net_gate2(t, MUL, x, x));
    case 11: return net_gate1(t, SQRT, positive(t, x));
    case 12: return net_gate1(t, TANH, x);
    case 13: return net_gate1(t, SIGMOID, x);
    case 14: return net_gate1(t, SOFTPLUS, x);
    case 15: return net_gate1(t, ERF, net_gate1(t, TANH, x));
    case 16: return net_gate1(t, STOP_GRADIENT, x);
    case 17: return net_gate1(t, LOG, net_gate1(t, SIGMOID, x));
    case 18: return net_spread(t, net_gate1(t, LOGSUMEXP, x), WIDTH);
    case 19: return net_gate1(t, SOFTMAX, x);
    case 20: return net_gate1(t, LOG, net_gate1(t, SOFTMAX, x));
    case 21:
        z = net_slice(t, net_gate2(t, CONCAT, x, y), 2, WIDTH - 1);
        return net_pad(t, z, 1, WIDTH);
    case 22: return net_gate2(t, MAX, x, y);
    case 23: return net_gate2(t, MIN, x, half);
    case 24: return net_gate1(t, ABS, x);
    case 25: return net_gate3(t, WHERE, net_gate2(t, LT, x, y), net_gate2(t, MUL, x, y), half);
    case 26: return net_gate3(t, WHERE, net_gate2(t, GE, x, half), x, y);
    case 27: return net_gate3(t, WHERE, net_gate2(t, LE, y, half), y, net_gate1(t, NEG, x));
    default: return net_gate3(t, WHERE, net_gate2(t, GT, y, x), half, x);
    }
}

static ref tamed(net *t, ref x) /* so that towers of gates stay small */
{
    return net_gate1(t, SIN, x);
}

net *net_random(uint64_t seed, bool smooth, int grads)
{
    net *t = net_new(seed);
    ref pool[40], last = -1;
    int count = 0;
    pool[count++] = net_input(t, WIDTH);
    ref w = net_parameter(t, WIDTH, WIDTH), b = net_parameter(t, 1, WIDTH);
    pool[count++] = net_gate2(t, ADD, net_gate2(t, MATMUL, pool[0], w), b);
    pool[count++] = net_target(t, WIDTH, false);
    int gates = grads ? 3 : 10;
    for (int round = 0; round <= grads; round++) {
        for (int i = 0; i < gates; i++) {
            ref x = pool[net_choose(t, count)], y = pool[net_choose(t, count)];
            pool[count++] = tamed(t, random_gate(t, smooth, x, y));
        }
        ref v = net_gate2(t, MATMUL, pool[count - 1], w);
        last = net_gate1(t, SUM, net_gate2(t, MUL, v, pool[count - 2]));
        for (int i = 1; i <= gates; i++)
            last = net_gate2(t, ADD, last, net_gate1(t, SUM, pool[count - i]));
        if (round == grads)
            break;
        ref by = net_choose(t, 4) == 0 ? w : pool[net_choose(t, count)];
        ref gradient = net_gate2(t, GRAD, last, by);
        pool[count++] = tamed(t, by == w ? net_gate2(t, MATMUL_T, pool[1], gradient) : gradient);
    }
    net_output(t, pool[count - 1]);
    t->parameters[0].l2 = 1e-5;
    t->parameters[0].l1 = 1e-3;
    net_finish(t, last, 2);
    return t;
}
