/* rules.h - the formulas of gates.c and rewrites.h, parsed once for a graph. */
#ifndef BPGEN_RULES_H
#define BPGEN_RULES_H

#include "graph/formula.h"

typedef struct rewrite {
    const formula *from, *to;
} rewrite;

typedef struct rules {
    const formula *derivative[GATES][3]; /* of gate_table; NULL: no gradient */
    rewrite *rewrites[GATES];            /* of each gate those whose `from` is that gate, */
    int rewrite_count[GATES];            /* in the order of rewrites.h */
} rules;

rules *rules_new(arena *a);

#endif
