/* number.h - one number with a bound on the error that narrower arithmetic makes in it.
 *
 * A number (v, e) says: the same formula, evaluated in arithmetic of unit roundoff u by any
 * sensible sequence of operations, differs from v by at most e (to first order in u). v itself is
 * computed in long double, so that its own error does not count.
 */
#ifndef RUNTIME_NUMBER_H
#define RUNTIME_NUMBER_H

#include <stdbool.h>

#include "graph/graph.h"

#ifndef RUNTIME_SCALAR
#define RUNTIME_SCALAR long double
#endif
typedef RUNTIME_SCALAR scalar;

typedef struct number {
    scalar v;
    double e;
} number;

typedef struct arithmetic {
    struct pool *pool;
    double u;    /* unit roundoff of the arithmetic that is bounded; 0: no bounds are kept */
    double tiny; /* what underflow may cost a result */
} arithmetic;

/* Element-wise gates of the runtime's own, beside those of graph.h. */
enum {
    CHAIN = GATES, /* a b, where an exact 0 wins even over infinity: a chain rule's product */
    SIGN,          /* -1, 0, 1 */
    TRUTH,         /* 1 where a is not 0, else 0 */
    FALSITY,       /* 1 where a is 0, else 0 */
};

arithmetic arithmetic_of(struct pool *pool, double u);

/* An element-wise gate on one element: its value, and the bound that follows from the operands'
 * bounds, the gate's steepest slope near them, and its own rounding. A comparison whose operands
 * lie within their bounds of each other may go either way: its bound is then 1. */
number number_gate(const arithmetic *a, int gate, const number in[3]);

/* A constant as a program of this precision holds it. */
number number_constant(const arithmetic *a, double value);

#endif
