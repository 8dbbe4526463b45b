/* weights.h - what is said of the functions of one parameter in more than one place. */
#ifndef BPGEN_PLAN_WEIGHTS_H
#define BPGEN_PLAN_WEIGHTS_H

#include "plan/plan.h"

/* Whether the functions of a weight sum its gradient themselves; else updates read it. */
static inline bool weights_are_summed(const plan *p, const gradient *of, bool updates)
{
    return !(updates && p->derived->two_pass) || of->runs;
}

/* The moments that an update of it writes. */
static inline int weights_states(const plan *p, const gradient *of)
{
    return of->runs ? 0 : p->spec->optimizer.states;
}

/* A gradient is x' d; where d is a scalar, x and d change places, so that vectors run along x. */
static inline bool weights_are_swapped(const parameter *q)
{
    return q->cols == 1 && q->rows > 1;
}

/* Whether its parameter's update does the work of function i, too. */
static inline bool weights_is_joined(const plan *p, int i)
{
    return !p->weights[i].updates && p->weights[i + 1].sums_too;
}

#endif
