/* graph.h - the heart: a network as a graph of gates, and what a spec says around it.
 *
 * Every node is one gate of one sample: its kind, its inputs, its shape and the spec line that made
 * it. Vectors are rows (1 x n), a scalar is 1 x 1, weights are in x out; the batch is not part of a
 * shape. A node's inputs always come before it, so index order is a topological order.
 * An element-wise gate takes operands of one shape, or scalars, which spread over the others.
 */
#ifndef BPGEN_GRAPH_H
#define BPGEN_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int ref; /* the index of a node in its graph */

typedef enum gate {
    /* leaves */
    CONSTANT,     /* every element is .value */
    INPUT,        /* .index: which of spec.inputs */
    TARGET,       /* .index: which of spec.targets; of a class target the one-hot vector */
    PARAMETER,    /* .index: which of spec.parameters */
    VARIABLE,     /* .name: a symbol of an update or penalty formula (w, g, rate, ...) */
    /* element-wise */
    ADD, SUB, MUL, DIV, POW, NEG, MAX, MIN, ABS,
    EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF,
    LT, LE, GT, GE, /* 1 or 0 */
    WHERE,          /* where(condition, a, b): a where the condition is not 0 */
    STOP_GRADIENT,
    IDENTITY,       /* the generator's own: no rewriting looks past it */
    /* over a vector */
    SUM, LOGSUMEXP, MAXIMUM, /* vector -> scalar; MAXIMUM is the generator's own */
    SOFTMAX,
    CONCAT,       /* any number of vectors, end to end */
    SLICE,        /* .cols elements of the input, from element .index (from 0) */
    PAD,          /* the input at element .index of a vector of zeros: the adjoint of SLICE */
    SPREAD,       /* a scalar, repeated */
    /* products; x and d are rows, w is a matrix */
    MATMUL,       /* x w      1 x in, in x out -> 1 x out */
    MATMUL_T,     /* d w'     1 x out, in x out -> 1 x in */
    OUTER,        /* x' d     1 x in, 1 x out -> in x out */
    GRAD,         /* gradient of the scalar in[0] by in[1], of whose shape it is */
    GATES
} gate;

typedef struct node {
    gate gate;
    int arity;
    const ref *in;
    int rows, cols;
    double value;     /* CONSTANT; TARGET: 1 where it is a class number */
    int index;        /* INPUT, TARGET, PARAMETER, SLICE, PAD */
    int line;         /* of the spec; 0: none */
    const char *name; /* what the mathematics calls it (z1, h1, y), or NULL */
} node;

typedef struct arena arena;

typedef struct graph {
    arena *arena; /* owns everything the graph points to */
    node *nodes;
    int count, capacity;
    int *buckets; /* of hash-consing; see simplify.c. NULL in a graph that keeps every node */
    int bucket_count;
    struct rewrites *rewrites;
} graph;

/* ---- what stands around the graph ---- */

typedef struct end { /* an input, target or output: an argument of the generated functions */
    const char *name;
    int size;
    bool is_class; /* a target given as a class number */
    ref node;
    int line;
} end;

typedef enum initialiser {
    INIT_ZEROS, INIT_CONSTANT, INIT_UNIFORM, /* U(-a, a) */
    INIT_GLOROT_UNIFORM, INIT_GLOROT_NORMAL, INIT_HE_UNIFORM, INIT_HE_NORMAL, INIT_LECUN_NORMAL
} initialiser;

typedef struct parameter {
    const char *name; /* w1, b1, hidden_w */
    int rows, cols;   /* fan-in x fan-out; a bias is 1 x fan-out */
    int layer;        /* from 1, in order of first application */
    bool is_bias;
    bool train;       /* false: frozen */
    double l2, l1;    /* J gains l2/2 sum w^2 + l1 sum |w| */
    initialiser init;
    double init_value; /* of INIT_CONSTANT and INIT_UNIFORM */
    size_t offset;    /* of its first scalar in the parameter block */
    ref node;
    int line;
} parameter;

enum { OPTIMIZER_STATES = 3 };

/* The update of one weight as element-wise formulas over VARIABLE nodes of the graph. Variables:
 *   w, g                       the weight and its gradient dJ/dw
 *   each of state[]            a moment, one scalar per parameter, zero at the start
 *   rate                       from the optimizer object, so that users may schedule it
 *   correction1, correction2   1 - beta1^k, 1 - beta2^k at the k-th step, k = 1, 2, ...
 *   J, norm2                   the objective, and the sum of g^2 over all parameters */
typedef struct optimizer {
    const char *name; /* sgd, momentum, nesterov, rmsprop, adam, adamw, polyak */
    double rate, momentum, decay, beta1, beta2, epsilon, weight_decay;
    int states;
    const char *state[OPTIMIZER_STATES];
    ref next_w;
    ref next_state[OPTIMIZER_STATES];
} optimizer;

typedef struct spec {
    const char *file; /* as messages name it */
    const char *name; /* the C prefix */
    graph graph;      /* exactly what the user wrote; activations and losses are formulas */
    end *inputs, *targets, *outputs;
    int input_count, target_count, output_count;
    parameter *parameters;
    int parameter_count;
    size_t parameter_scalars;
    ref loss;         /* scalar: the loss of one sample */
    ref penalty_l2, penalty_l1; /* unit penalties of one weight, over VARIABLE w: w^2/2, |w| */
    int batch;
    bool is_double;
    bool is_sequential; /* written as input, layers, loss: the ends are x, y, t */
    optimizer optimizer;
} spec;

#endif
