/* rules.h - the formulas of gates.c and the rewrites, parsed once for a graph. */
#ifndef BPGEN_RULES_H
#define BPGEN_RULES_H

#include "graph/formula.h"

enum { ANY_STAGE = -1 };

typedef struct rewrite {
    const formula *from, *to;
    const char *from_text, *to_text;
    int stage;            /* of the graph, where it applies; ANY_STAGE */
    struct rewrite *next; /* whose `from` is the same gate, in the order of the files */
} rewrite;

typedef struct rules {
    const formula *derivative[GATES][3]; /* of gate_table; NULL: no gradient */
    rewrite *rewrites[GATES];            /* the first whose `from` is that gate */
} rules;

rules *rules_new(arena *a);

#endif
