/* derive.h - the gradient as more gates of the same graph. */
#ifndef BPGEN_DERIVE_H
#define BPGEN_DERIVE_H

#include "graph/gradient.h"
#include "graph/network.h"

typedef struct derived {
    graph graph; /* simplified; the user's gates, their gradients, the update formulas */
    ref loss;
    ref *map;                   /* node of the spec -> the gate that it became */
    ref *outputs;               /* of spec.outputs */
    ref other_from, other_to;   /* the nodes of the outputs' reading that the loss has not: [) */
    ref *dinputs;               /* the gradient of one sample's loss; -1: zero */
    ref *dparameters;           /* OUTER gates, their sums, or (biases) vectors; -1: zero */
    ref *running;               /* what a step moves a parameter towards the mean_n of; -1: none */
    bool two_pass;              /* an update needs the norm of the whole gradient first */
    ref penalty_l2, penalty_l1; /* of one weight, over VARIABLE w */
    /* for each parameter, formulas over VARIABLEs of one weight: */
    ref *gradient; /* dJ/dw over sum (of the samples' gradients), inverse_n and w */
    ref plain_next_w, plain_next_state[OPTIMIZER_STATES]; /* over g */
    ref *next_w; /* the update, the gradient put in; of a running statistic its own */
    ref (*next_state)[OPTIMIZER_STATES];
} derived;

/* False, with *line that of the gate it happened at, where the graph became derived_too_large. */
bool derive(const spec *s, derived *d, int *line);
/* The same; *t, which is empty before, tells of each step. */
bool derive_traced(const spec *s, derived *d, struct trace *t, int *line);

#endif
