/* rounds.h - loops of calls as C: their heads, and what goes on from round to round. */
#ifndef BPGEN_ROUNDS_H
#define BPGEN_ROUNDS_H

#include "plan/plan.h"

typedef struct rounds { /* of a loop of calls */
    int count;
    int period; /* how far a call is from that of the next round */
    bool down;  /* the last slot comes first */
} rounds;

rounds rounds_of(const plan *p, const call *first, const call_loop *loop);
/* "for (size_t s = 0; s < 11; s++)" */
const char *rounds_head(arena *a, const rounds *of, const char *integer);
/* What is `start` in the first round and grows by `step`, as C, of the loop's s; of: NULL: start
 * itself. */
const char *rounds_index(arena *a, const rounds *of, int start, int step);

/* The array that begins with r and its slots: "v8[11]", or "z2". */
const char *chain_array(const plan *p, ref r);

#endif
