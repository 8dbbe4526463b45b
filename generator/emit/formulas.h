/* formulas.h - formulas of the derived graph as text, by the grammar of mathematics.h. */
#ifndef BPGEN_FORMULAS_H
#define BPGEN_FORMULAS_H

#include "graph/binding.h"
#include "plan/plan.h"

typedef struct formulas {
    const plan *plan;
    arena *arena;
    const char *weight; /* what w is called, where that is a parameter; else NULL */
    const char *mean;   /* sum*inverse_n: the mean over the samples, of that parameter; else NULL */
} formulas;

formulas formulas_open(const plan *p);

/* Value r where it is read: its name, or its formula. */
const char *formulas_value(const formulas *f, ref r, int place);

/* The formula of r, down to what has a name. Long lists end in "...". */
const char *formulas_of(const formulas *f, ref r);

/* The same of a whole right side, or a factor of it: there a scalar spreads by itself. */
const char *formulas_whole(const formulas *f, ref r, int place);

/* The products that a weight's gradient sums: x' d + h' e, left to right; of a bias the value. */
const char *formulas_terms(const formulas *f, ref r);

const char *formulas_number(const formulas *f, double value);

static inline const node *formulas_node(const formulas *f, ref r)
{
    return &f->plan->derived->graph.nodes[r];
}

#endif
