/* network.h - what a spec says around its graph: ends, parameters, optimizer. */
#ifndef BPGEN_NETWORK_H
#define BPGEN_NETWORK_H

#include <math.h>

#include "graph/graph.h"

enum { VALUE_AXES = 3, PARAMETER_AXES = 5 };

typedef struct end { /* an input, target or output: an argument of the generated functions */
    const char *name;
    int size, axes, axis[VALUE_AXES]; /* size: the product of the axes */
    bool is_class;                    /* a target given as a class number */
    int classes;                      /* of an input of class numbers: how many; else 0 */
    ref node;
    int line;
} end;

/* How many numbers a row of it has in C; whether they are int32_t, and then of how many classes. */
static inline size_t end_width(const end *e)
{
    return e->is_class ? 1 : (size_t)e->size;
}
static inline int end_classes(const end *e)
{
    return e->is_class ? e->size : e->classes;
}

/* Whether a number is one of so many classes. */
static inline bool is_class_number(double value, int classes)
{
    return value >= 0 && value < classes && value == floor(value);
}

/* " (of 100 classes)", " (dropout 0.5: 1 but in a step)"; "" of an end of values. */
const char *end_remark(arena *a, const end *e);
const char *dropout_remark(arena *a, const node *n);

typedef enum initialiser {
    INIT_ZEROS,
    INIT_CONSTANT,
    INIT_UNIFORM, /* U(-a, a) */
    INIT_GLOROT_UNIFORM,
    INIT_GLOROT_NORMAL,
    INIT_HE_UNIFORM,
    INIT_HE_NORMAL,
    INIT_LECUN_NORMAL
} initialiser;

typedef struct parameter {
    const char *name; /* w1, b1, hidden_w */
    int rows, cols;   /* fan-in x fan-out; a bias is 1 x fan-out, an array of axes 1 x its size */
    int axes, axis[PARAMETER_AXES]; /* as it is declared */
    const char *kind;    /* of a layer's: what stands in its name beside the layer's, w */
    const char *pytorch; /* of a layer's: its name in PyTorch's module, weight; or NULL */
    bool in_first;       /* PyTorch's is in x out x kernel: of a transposed convolution, ... */
    int groups;          /* ... of so many */
    bool same_order;     /* PyTorch's has our order of axes */
    enum {
        STATISTIC_NONE,
        STATISTIC_MEAN,         /* of the training data: `bpgen train` sets it */
        STATISTIC_DEVIATION,    /* likewise */
        STATISTIC_RUNNING_MEAN, /* a step moves it towards the mean over its batch; no gradient */
        STATISTIC_RUNNING_VARIANCE /* likewise, towards the unbiased one */
    } statistic;
    ref of;          /* of this value; RUNNING: of which the mean over the samples is taken */
    double momentum; /* RUNNING: how far it moves */
    int positions;   /* RUNNING: of how many numbers of each sample `of` is the mean */
    double fan_in, fan_out; /* of its initialiser */
    int layer;              /* from 1, in order of first application */
    bool is_vector;         /* 1 x cols, to its gradient and update; else a matrix */
    bool train;             /* false: frozen */
    double l2, l1;          /* J gains l2/2 sum w^2 + l1 sum |w| */
    initialiser init;
    double init_value; /* of INIT_CONSTANT and INIT_UNIFORM */
    size_t offset;     /* of its first scalar in the parameter block */
    ref node;
    int line;
} parameter;

/* Whether a step moves it by no gradient. */
static inline bool parameter_runs(const parameter *p)
{
    return p->statistic >= STATISTIC_RUNNING_MEAN;
}

static inline bool parameter_is_frozen(const parameter *p)
{
    return !p->train && !parameter_runs(p);
}

/* " (frozen)", or what else is to be said of a parameter without a gradient. */
static inline const char *parameter_remark(const parameter *p)
{
    return p->train ? "" : parameter_runs(p) ? " (running)" : " (frozen)";
}

typedef struct array { /* constant { 0.5, 1, 2 } */
    const char *name;  /* c1, c2, ... */
    int size, axes, axis[VALUE_AXES];
    const double *values;
    ref node;
    int line;
} array;

typedef struct compared { /* of an output with a target, by a built-in loss */
    const char *loss;     /* "cross_entropy" */
    ref y;
    int target; /* of spec.targets */
} compared;

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
    bool drops; /* a step drops elements: the optimizer has a counter */
    array *arrays;
    int array_count;
    compared *comparisons; /* at most one for each target */
    int comparison_count;
    ref loss;                   /* scalar: the loss of one sample */
    ref penalty_l2, penalty_l1; /* unit penalties of one weight, over VARIABLE w: w^2/2, |w| */
    int batch;
    bool is_double;
    bool is_sequential; /* written as input, layers, loss: the ends are x, y, t */
    optimizer optimizer;
} spec;

#endif
