/* derive.h - the gradient as more gates of the same graph. */
#ifndef BPGEN_DERIVE_H
#define BPGEN_DERIVE_H

#include "graph/network.h"

typedef struct derived {
    graph graph;    /* simplified; the user's gates, their gradients, the update formulas */
    ref loss;
    ref *outputs;   /* of spec.outputs */
    ref *dinputs;   /* the gradient of one sample's loss; -1: zero */
    ref *dparameters; /* OUTER gates, their sums, or (biases) vectors; -1: zero */
    bool two_pass;  /* an update needs the norm of the whole gradient first */
    ref penalty_l2, penalty_l1; /* of one weight, over VARIABLE w */
    /* for each parameter, formulas over VARIABLEs of one weight: */
    ref *gradient;  /* dJ/dw over sum (of the samples' gradients), inverse_n and w */
    ref plain_next_w, plain_next_state[OPTIMIZER_STATES]; /* over g */
    ref *next_w;    /* the update, the gradient put in */
    ref (*next_state)[OPTIMIZER_STATES];
} derived;

/* How many gates a network may come to with its gradients. A grad of a grad of a grad ... grows
 * by a factor each time, from a spec of a few lines. */
enum { DERIVED_MAX = 200000 };

/* False, with *line that of the gate it happened at, where there are more. */
bool derive(const spec *s, derived *d, int *line);
/* Gradients of the scalar e with respect to count nodes; out[i] is -1 where e does not depend.
 * `name`: what e is called, NULL: it is the loss. */
void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out);

#endif
