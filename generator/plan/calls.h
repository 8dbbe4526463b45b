/* calls.h - the calls of kernels on operands, and the stages that become calls. */
#ifndef BPGEN_CALLS_PLAN_H
#define BPGEN_CALLS_PLAN_H

#include "graph/graph.h"

typedef struct operand {
    enum {
        ROWS_HERE,      /* n, or 1 in predict */
        VALUE,          /* element 0 of row 0 of a node's home */
        SCALAR_OF,      /* a scalar by its name: rate, inverse_n */
        PARAMETER_OF,   /* an array of the parameters, */
        GRADIENT_OF,    /* of the gradient that backward writes, */
        GRADIENT_THERE, /* of the gradient that is in the workspace, */
        STATE_OF,       /* of a moment of the optimizer: by the parameter's number */
        COLUMNS_OF,     /* sums of columns in the workspace, from the index on */
        PANEL_OF        /* scratch for panels of w or x */
    } role;
    int index;
    int state;        /* STATE_OF: which moment */
    const char *name; /* SCALAR_OF */
    bool writes;
} operand;

typedef struct call {
    enum {
        CALL_ROWS,    /* plan.functions[index] */
        CALL_PRODUCT, /* plan.products[index] */
        CALL_WEIGHT,  /* plan.weights[index] */
        CALL_COPY,    /* the rows of input `index` to the workspace */
        CALL_COLUMNS, /* the sum of penalty `index` from the sums of its columns */
        CALL_MEAN     /* the mean of rows of `index` columns over the samples, to every row */
    } kernel;
    int index;
    int group; /* who wants it */
    int level; /* of the values that it computes */
    operand *operands;
    int operand_count;
} call;

typedef struct call_list {
    call *at;
    int count, capacity;
} call_list;

typedef struct stage {
    enum { STAGE_ROWS, STAGE_PRODUCT, STAGE_MEAN } kind;
    int level;
    int function;   /* STAGE_ROWS */
    ref *arguments; /* of its call */
    ref product;    /* STAGE_PRODUCT, STAGE_MEAN: the value it computes */
    int group;
} stage;

typedef struct stage_list {
    stage *at;
    int count, capacity;
} stage_list;

#endif
