/* sweep.h - one way backward through the program. */
#ifndef RUNTIME_SWEEP_H
#define RUNTIME_SWEEP_H

#include "tape.h"

typedef struct sweep {
    frame *frame;
    jet *adjoints;             /* of every node up to the last; size 0: none so far */
    bool *depends;             /* on something wanted; others get no adjoint */
    bool *wanted;              /* whose adjoints are the answer */
    struct sweep *outer;       /* to whose adjoints the eps parts go; NULL: a plain gradient */
    jet plain_of_moved;        /* of an inner one: what its adjoint is but for the eps part */
    const plane *accumulators; /* of parameters, or NULL */
    double samples;
} sweep;

/* ---- adjoints.c ---- */

static inline const node *sweep_node(const sweep *s, ref r)
{
    return &s->frame->runtime->program.nodes[r];
}
/* A share of the adjoint of r, brought to its shape. */
void sweep_give(sweep *s, ref r, jet share);
/* The adjoint d of r goes to what r is computed from; of any gate but GRAD. */
void sweep_through(sweep *s, ref r, const jet *d);

#endif
