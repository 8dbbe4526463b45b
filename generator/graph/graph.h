/* graph.h - the heart: a network as a graph of gates.
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

#include "base/arena.h"

typedef int ref; /* the index of a node in its graph */

typedef enum gate {
    /* leaves */
    CONSTANT,  /* every element is .value */
    INPUT,     /* .index: which of spec.inputs */
    TARGET,    /* .index: which of spec.targets; of a class target the one-hot vector */
    PARAMETER, /* .index: which of spec.parameters */
    ARRAY,     /* .index: which of spec.arrays: constants, one for each element */
    DROPOUT,   /* .value: the share p of elements that a step drops, .index: the number of the first
                  element among all such: 0, or 1/(1 - p); 1 but in a step */
    VARIABLE,  /* .name: a symbol of an update or penalty formula (w, g, rate, ...) */
    /* element-wise */
    /* clang-format off */
    ADD, SUB, MUL, DIV, POW, NEG, MAX, MIN, ABS,
    EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF,
    LT, LE, GT, GE, /* 1 or 0 */
    WHERE,          /* where(condition, a, b): a where the condition is not 0 */
    /* clang-format on */
    STOP_GRADIENT,
    IDENTITY, /* the generator's own: no rewriting looks past it */
    /* over a vector */
    /* clang-format off */
    SUM, LOGSUMEXP, MAXIMUM, /* vector -> scalar; MAXIMUM is the generator's own */
    /* clang-format on */
    SOFTMAX,
    CONCAT,   /* any number of vectors, end to end */
    SLICE,    /* .cols elements of the input, from element .index (from 0) */
    PAD,      /* the input at element .index of a vector of zeros: the adjoint of SLICE */
    SPREAD,   /* a scalar, repeated */
    CONTRACT, /* sums of products of elements, told by .loops. The one gate that values of several
                 axes need: their shapes are the spec's, here they are rows of elements */
    AMAX,     /* the input as .index rows: the largest of each column */
    IS_AMAX,  /* 1 where an element is the first that is the largest of its column, else 0 */
    GATHER,   /* rows of .index elements of in[0], one for each class number in in[1]; of a number
                 that is none, zeros */
    SCATTER,  /* the adjoint: rows of in[0] added where GATHER would take them from */
    MEAN_N,   /* the mean of in[0] over the samples of a batch: every sample has the same. As J is a
                 mean as well, it is its own adjoint */
    LEARNING, /* of two readings of a spec: in[0] in loss, backward and step, in[1] in predict and
                 forward. The derived graph holds both readings and no such gate */
    MASK,     /* the generator's own: DROPOUT, of the counter in[0] of a step */
    /* products; x and d are rows, w is a matrix */
    MATMUL,   /* x w      1 x in, in x out -> 1 x out */
    MATMUL_T, /* d w'     1 x out, in x out -> 1 x in */
    OUTER,    /* x' d     1 x in, 1 x out -> in x out */
    /* derivatives by in[1], which is taken as independent; derive.c makes gates of them */
    GRAD,     /* of the scalar in[0] */
    VJP,      /* in[2], of in[0]'s shape, times the Jacobian of in[0] */
    JVP,      /* that Jacobian times in[2], of in[1]'s shape */
    JACOBIAN, /* all of it: a row for each element of in[0] */
    GATES
} gate;

enum { NEST_AXES = 8 };

enum { NEST_Y, NEST_A, NEST_B, NEST_ROLES };

/* The loops of CONTRACT: for all i_k from 0 to size[k] - 1, the last axis running fastest,
 *
 *     y[first[NEST_Y] + sum over k of i_k stride[k][NEST_Y]] += a[...] * b[...]
 *
 * y starts as zeros; of one operand the other factor is 1. One such gate is a slice, a transpose, a
 * window or a flip (each element of y once), a sum along an axis, a product of matrices, or a
 * convolution; and so is the adjoint of each: the same loops, y and the operand changing places. */
typedef struct nest {
    int axes, size[NEST_AXES];
    int first[NEST_ROLES], stride[NEST_AXES][NEST_ROLES];
} nest;

typedef struct node {
    gate gate;
    int arity;
    const ref *in;
    int rows, cols;
    double value;      /* CONSTANT; INPUT: of class numbers, how many classes there are, else 0;
                         TARGET: 1 where it is a class number; SUM of one: how many
                         classes there are, for it is 1 where the number is one of them, else 0 */
    int index;         /* INPUT, TARGET, PARAMETER, ARRAY, SLICE, PAD, AMAX, IS_AMAX, GATHER,
                         SCATTER, DROPOUT, MASK */
    const nest *loops; /* CONTRACT */
    const int *starts; /* CONCAT: of each input, for moves.c; NULL: not asked for yet */
    int line;          /* of the spec; 0: none */
    const char *name;  /* what the mathematics calls it (z1, h1, y), or NULL */
    const char *shape; /* of the value, where it has more axes than rows and columns: "8x8x1" */
    int adjoint_of;    /* + 1: the nameless node that this is the loss's derivative by; 0: none */
} node;

typedef struct graph {
    arena *arena; /* owns everything the graph points to */
    node *nodes;
    int count, capacity;
    int *buckets; /* of hash-consing; see simplify.c. NULL in a graph that keeps every node */
    int bucket_count;
    const struct rules *rules; /* likewise */
    /* what is built: what the user wrote, its derivatives, what is computed */
    enum { STAGE_FORMULA, STAGE_GRADIENT, STAGE_LOWERED } stage;
    bool is_double; /* what the network's reals hold, and so its constants */
    int *places;    /* of cone.c, for the next cone: zeros for so many nodes */
    int place_count;
    int log_steps;       /* of logs.c, so far */
    struct trace *trace; /* trace.h: told how gradients came about; or NULL */
} graph;

/* ---- gates.c: one table row a gate ---- */

typedef struct gate_row {
    const char *name;
    int arity; /* -1: any number */
    enum { SHAPE_LEAF, SHAPE_ELEMENTS, SHAPE_SCALAR, SHAPE_SAME, SHAPE_OWN } shape;
    const char *derivative[3]; /* the adjoint of each input, a formula over a b c (inputs), y (this
                                  gate's value) and d (its adjoint); NULL: no gradient */
} gate_row;

extern const gate_row gate_table[GATES];

/* Whether the gate moves as its input does, all others held still: products, moves of elements. */
bool gate_is_linear(gate kind);

/* What the mathematics says of gates that it writes in a way of its own. */
typedef struct notation {
    gate of;
    const char *words;
} notation;

enum { NOTATIONS = 4 };
extern const notation notations[NOTATIONS];

/* ---- graph.c ---- */

void graph_init(graph *g, arena *a);
/* Appends a gate, inferring its shape. On shapes that do not fit returns -1 and sets *why to a
 * sentence without place ("add: 1x3 and 1x4 do not fit"). SLICE, PAD, SPREAD and leaves have their
 * own functions. */
ref graph_gate(graph *g, gate kind, int arity, const ref *in, int line, const char **why);
/* The parts of graph_gate: n's shape from its inputs; appending a node as it is, inputs copied. */
bool graph_shape(const graph *g, node *n, const ref *in, const char **why);
ref graph_append(graph *g, const node *n);
ref graph_leaf(graph *g, gate kind, int rows, int cols, int index, int line, const char *name);
ref graph_constant(graph *g, double value);
/* Elements first .. first + cols - 1, counted from 0; the caller has checked the range. */
ref graph_slice(graph *g, ref x, int first, int cols, int line);
ref graph_pad(graph *g, ref x, int first, int cols, int line);
ref graph_spread(graph *g, ref x, int cols, int line);
/* "8x8x1", or rows x columns. */
const char *graph_shape_text(arena *a, const node *n);
/* The shape of a list of axes. */
const char *graph_axes_text(arena *a, int axes, const int *axis);
bool graph_is_scalar(const graph *g, ref r);
static inline bool graph_is_derivative(const node *n)
{
    return n->gate >= GRAD && n->gate < GATES;
}
/* Whether it is an input of class numbers, which GATHER and SCATTER alone read. */
static inline bool graph_is_numbers(const node *n)
{
    return n->gate == INPUT && n->value > 0;
}
bool graph_is_class(const graph *g, ref r); /* a target that is given as a class number */

#endif
