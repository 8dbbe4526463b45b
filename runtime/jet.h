/* jet.h - vectors over numbers extended by infinitesimals.
 *
 * A jet of level k is a + b eps1 + c eps2 + d eps1 eps2 + ..., with eps1, ..., epsk nilpotent
 * (eps^2 = 0): 2^k planes, plane m the coefficient of the product of the infinitesimals in the bits
 * of m. Level 0 is a plain vector. Going backward over jets of one more level gives the product of
 * a second derivative with a vector, which is how the runtime goes backward through GRAD.
 *
 * Every plane carries the error bounds of its elements. Jets are never changed once made, so they
 * may share planes. All memory comes from the arithmetic's pool.
 */
#ifndef RUNTIME_JET_H
#define RUNTIME_JET_H

#include <stddef.h>

#include "number.h"
#include "pool.h"

typedef struct plane {
    scalar *v; /* NULL: every element is exactly 0 */
    double *e; /* NULL: exact, or no bounds are kept */
} plane;

static inline double plane_error(plane p, size_t i)
{
    return p.e ? p.e[i] : 0;
}

typedef struct jet {
    size_t size;
    int level;
    plane *at; /* 2^level planes */
} jet;

/* ---- making and taking apart ---- */

plane plane_new(const arithmetic *a, size_t size); /* not cleared */
plane plane_new_zeroed(const arithmetic *a, size_t size);
jet jet_of(const arithmetic *a, plane p, size_t size);
jet jet_zero(const arithmetic *a, size_t size);
jet jet_constant(const arithmetic *a, size_t size, double value);
bool jet_is_zero(const jet *x);
/* x = lower + eps upper, eps the infinitesimal of `level`; and back. */
jet jet_lower(const jet *x, int level);
jet jet_upper(const arithmetic *a, const jet *x, int level);
jet jet_join(const arithmetic *a, const jet *lower, const jet *upper, int level);

/* ---- element-wise ---- */

/* An element-wise gate; operands of one size, or of size 1, which spread. */
jet jet_gate(const arithmetic *a, int gate, int arity, const jet in[]);
/* The derivative of a gate y = f(in) with respect to its i-th operand: the runtime's own table. */
jet jet_partial(const arithmetic *a, int gate, int i, const jet in[], const jet *y);
jet jet_chain(const arithmetic *a, const jet *x, const jet *y); /* x y; exact zeros win */
jet jet_add(const arithmetic *a, const jet *x, const jet *y);
jet jet_sub(const arithmetic *a, const jet *x, const jet *y);
jet jet_neg(const arithmetic *a, const jet *x);
/* sum + share, where the sum has `terms` terms in whatever order. */
jet jet_accumulate(const arithmetic *a, const jet *sum, const jet *share, double terms);

/* ---- over vectors ---- */

jet jet_sum(const arithmetic *a, const jet *x);
jet jet_spread(const arithmetic *a, const jet *x, size_t size);
jet jet_logsumexp(const arithmetic *a, const jet *x);
jet jet_softmax(const arithmetic *a, const jet *x);
jet jet_log_softmax(const arithmetic *a, const jet *x);
/* A vector of `size` zeros but for `count` elements from `to`, which are those of x from `from`. */
jet jet_move(const arithmetic *a, const jet *x, size_t from, size_t count, size_t to, size_t size);

/* The parts end to end; `size` is the sum of theirs. */
jet jet_concat(const arithmetic *a, int count, const jet parts[], size_t size);

/* ---- contract.c: sums of products told by loops ---- */

/* w: NULL where there is one operand. `size`: of the result. */
jet jet_contract(const arithmetic *a, const nest *n, const jet *x, const jet *w, size_t size);
/* The loops that lead from the adjoint, and the other operand, to that of operand 0 or 1. */
nest contract_adjoint(const nest *n, int operand);
/* The largest of each `length` elements; 1 at the first such, else 0. */
jet jet_amax(const arithmetic *a, const jet *x, size_t length);
jet jet_is_amax(const arithmetic *a, const jet *x, size_t length);

/* ---- lookup.c ---- */

/* Rows of `length` elements of x, one for each class number; rows of d added to zeros there. */
jet jet_gather(const arithmetic *a, const jet *x, const jet *ids, size_t length);
jet jet_scatter(const arithmetic *a, const jet *d, const jet *ids, size_t length, size_t size);

/* ---- products ---- */

jet jet_matmul(const arithmetic *a, const jet *x, const jet *w, size_t in, size_t out);   /* x w */
jet jet_matmul_t(const arithmetic *a, const jet *d, const jet *w, size_t in, size_t out); /* d w' */
jet jet_outer(const arithmetic *a, const jet *x, const jet *d);                           /* x' d */
/* sum += x' d and sum += share in place, where the sum has `terms` terms in whatever order. */
void plane_add_outer(const arithmetic *a, plane sum, const jet *x, const jet *d, double terms);
void plane_add(const arithmetic *a, plane sum, const jet *share, double terms);

#endif
