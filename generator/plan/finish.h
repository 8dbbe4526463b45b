/* finish.h - what becomes of a product's sums, as data that products of one kind share. */
#ifndef BPGEN_FINISH_H
#define BPGEN_FINISH_H

#include "plan/plan.h"

/* For each node, the gates that it finishes, if it is a product: of r at[start[r]] up to, and
 * without, at[start[r + 1]], in index order. */
typedef struct finished {
    int *start;
    ref *at;
} finished;

finished finish_list(const plan *p);

/* What becomes of the sums of a product; of->count is 0 where they are stored as they are. */
void finish_make(const plan *p, const finished *all, ref product, finish *of);

/* Whether both do the same, to other values. */
bool finish_same(const plan *p, const finish *a, const finish *b);

#endif
