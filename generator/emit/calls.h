/* calls.h - the calls of generated functions as C. */
#ifndef BPGEN_CALLS_H
#define BPGEN_CALLS_H

#include "base/names.h"
#include "emit/rounds.h"
#include "plan/plan.h"

typedef struct place { /* where a sequence finds its values */
    const plan *plan;
    const char *rows;  /* n, or 1 */
    bool in_workspace; /* else in local variables */
} place;

place place_of(const plan *p, sequence s);

/* The statement that makes the call, in each round, or, `in`: NULL, the only time; and what must
 * not be NULL for it to be made, or NULL. */
const char *call_text(const place *at, const call *c, const rounds *in);
/* The sum of a penalty that a step has found, and in the next round that of `later`. */
const char *penalty_sum_in_c(const plan *p, int which, int later, const rounds *in);
const char *call_guard(const plan *p, int group);

/* All calls of a sequence, with or without what serves the gradients by inputs alone. */
const char *calls_lines(const plan *p, sequence s, bool dinputs, int indent);

/* Whether it serves the gradients by inputs alone. */
bool call_is_for_dinputs(const plan *p, const call *c);

/* Takes the names of the arguments (p, x, ws), local arrays and scalars that the sequence reads or
 * writes, with or without what serves the gradients by inputs alone. */
void calls_read(const plan *p, sequence s, bool dinputs, names *reads);

#endif
