/* gradient.h - the gradient of a scalar as more gates of the same graph. */
#ifndef BPGEN_GRADIENT_H
#define BPGEN_GRADIENT_H

#include "base/limits.h"
#include "graph/graph.h"

enum { NONE = -1 }; /* of a gradient: zero */

/* How many gates a network may come to with its gradients, before and after lowering. A grad of a
 * grad of a grad ... grows by a factor each time, from a spec of a few lines. Up to its plan a gate
 * takes 10 us and 1.2 KB; 20,000 tanh are 80,000 gates, a stack of 1,000 layers 10,000, an unrolled
 * GRU of 1,000 steps 54,000. See TEXT_MAX, too. */
enum { DERIVED_MAX = 90000 / LIMITS_SHARE };

bool derived_too_large(const graph *g);

/* Gradients of the scalar e with respect to count nodes; out[i] is NONE where e does not depend.
 * `name`: what e is called, NULL: it is the loss. */
void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out);

/* The products of the Jacobian of y by x with a vector on its left, of y's shape, or on its right,
 * of x's (tangent.c); all of it, row by row (jacobian.c). What they are made of has no names. */
ref derive_vjp(graph *g, ref y, ref x, ref seed);
ref derive_jvp(graph *g, ref y, ref x, ref direction);
ref derive_jacobian(graph *g, ref y, ref x);

#endif
