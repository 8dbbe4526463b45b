/* updates.h - what happens to one weight once its gradient's sum is known, as C statements. */
#ifndef BPGEN_UPDATES_H
#define BPGEN_UPDATES_H

#include "plan/plan.h"

/* The vectors sum_j (of one sample: x_i and d_j), w_j and each state's m_j are there; the
 * statements compute results from them, after `prologue` has computed what is the same for all
 * weights and `of_row` what is the same for those of a row. */
typedef struct update {
    const char *prologue, *of_row, *statements;
    const char *results[1 + OPTIMIZER_STATES]; /* expressions */
    bool reads_w;
    const char *x; /* what differs from row to row, or NULL */
    const char *scalars[8]; /* variables it needs: rate, inverse_n, ... */
    int scalar_count;
} update;

/* Texts of formulas (lowered, vectors over the weights), in which the scalar named x, if not NULL,
 * differs from row to row: it is x_i there, a vector whose lanes are equal or of several rows. */
void update_make(plan *p, const ref *formulas, int count, const char *x, update *u);

/* Whether the functions of a weight sum its gradient themselves; else updates read it. */
bool update_sums(const plan *p, bool updates);

/* A gradient is x' d; where d is a scalar, x and d change places, so that vectors run along x. */
bool update_is_swapped(const parameter *q);

/* The gradient of gradients[i], or the update of its parameter. */
void update_of(plan *p, int i, bool updates, update *u);

#endif
