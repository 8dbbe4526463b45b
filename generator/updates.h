/* updates.h - what happens to one weight once its gradient's sum is known, as C statements. */
#ifndef BPGEN_UPDATES_H
#define BPGEN_UPDATES_H

#include "plan.h"

/* The vectors sum_j, w_j and each state's m_j are there; the statements compute results from them,
 * after `prologue` has computed what is the same for all weights. */
typedef struct update {
    const char *prologue;
    const char *statements;
    const char *results[1 + OPTIMIZER_STATES]; /* expressions */
    bool reads_w, reads_sum;
    const char *scalars[8]; /* variables it needs: rate, inverse_n, ... */
    int scalar_count;
} update;

/* Texts of formulas (lowered, vectors over the weights). */
void update_make(plan *p, const ref *formulas, int count, update *u);

#endif
