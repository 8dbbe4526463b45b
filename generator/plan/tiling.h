/* tiling.h - the loops of a contraction as tiles: which axis vectors run along, which are the rows
 * and the terms of sums that stay in registers, which are loops around them. Each sum has its terms
 * in the order of the loops as they were. */
#ifndef BPGEN_TILING_H
#define BPGEN_TILING_H

#include "graph/nest.h"

enum { TILING_TERMS = 3 };

typedef struct tiling {
    nest loops;                    /* the first `outer` axes are loops around the tiles */
    int outer, packed_outer;       /* of these, so many first ones move what is packed */
    int column, row;               /* axes of a tile; row: -1: it has but one */
    int term[TILING_TERMS], terms; /* axes of a sum, outermost first; 0: y is a term itself */
    bool adds;                     /* sums begin with what y holds */
    bool clears;                   /* y is cleared before */
    int packed; /* NEST_A, NEST_B: its columns lie apart, so a copy is read; -1 */
} tiling;

/* False: no axis suits vectors, or terms would change their order. */
bool tiling_of(const nest *n, int arity, int cols, tiling *t);
/* Elements of the copy: of one round of the outer loops that move it, and of all. */
int64_t tiling_slab(const tiling *t);
int64_t tiling_copy(const tiling *t);

#endif
