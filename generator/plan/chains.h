/* chains.h - values that lie in one array, for loops to go along. */
#ifndef BPGEN_CHAINS_H
#define BPGEN_CHAINS_H

#include "plan/plan.h"

/* Lays values in the arrays of their chains: of each the next one and the one before it, or -1. */
void chains_place(plan *p, const ref *next, const ref *before);
/* The same of transposed copies, by parameters; next: its number + that of the graph's nodes. */
void chains_place_copies(plan *p, const ref *next, const ref *before);

#endif
