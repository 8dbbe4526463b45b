/* rows.h - what the gates of a function of rows are to each other. */
#ifndef BPGEN_PLAN_ROWS_H
#define BPGEN_PLAN_ROWS_H

#include "plan/plan.h"

/* Which gates a function computes: position[r] is that of r among them, or -1. */
typedef struct own_gates {
    const plan *plan;
    const int *position;
} own_gates;

static inline bool rows_owns(const own_gates *own, ref r)
{
    return own->position[r] >= 0;
}

/* A sum or a maximum along a row; that of a class target is told by its number. */
bool rows_is_reduction(const node *n);
/* A vector by loops of its own, from what is in memory; that, or one that others are copied to. */
bool rows_is_loops(const node *n);
bool rows_is_move(const node *n);
/* Whether these are copies of windows of which a program only takes the largest, in the function
 * that would make them: it reads the windows where they lie instead. */
bool rows_are_windows(const plan *p, program of, ref copies);
/* A scalar that is no sum or maximum: a statement of its own, or part of one. */
bool rows_is_plain_scalar(const node *n);
/* Of the loop that computes a vector, a sum or a maximum. */
int rows_loop_length(const plan *p, const node *n);
/* A product that this function computes, so that a sum may take it in. */
bool rows_is_own_product(const own_gates *own, ref r);
/* Whether gate n writes out its operand k itself instead of reading its value: the product of a
 * fused multiply-add, the comparison of a choice. */
bool rows_absorbs(const own_gates *own, const node *n, int k);

/* How many parts, a power of 2, a sum of so many elements has. */
int rows_parts(int cols);

/* Whether all that read gate i of f write it out themselves, and it is not kept. */
bool rows_is_absorbed(const own_gates *own, const rows_function *f, int i);

/* Sets the arguments: values of others that it reads, and its own that it keeps, once each, in
 * index order. */
void rows_list_arguments(const own_gates *own, rows_function *f);

/* A stage of training that computes all that a stage of the loss does, and more, or that itself:
 * inlined on values of the stack, what nobody reads costs nothing. */
const stage *rows_shared(const plan *p, const stage *of);

#endif
