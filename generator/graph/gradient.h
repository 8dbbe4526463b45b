/* gradient.h - the gradient of a scalar as more gates of the same graph. */
#ifndef BPGEN_GRADIENT_H
#define BPGEN_GRADIENT_H

#include "graph/graph.h"

enum { NONE = -1 }; /* of a gradient: zero */

/* How many gates a network may come to with its gradients. A grad of a grad of a grad ... grows
 * by a factor each time, from a spec of a few lines. */
enum { DERIVED_MAX = 200000 };

bool derived_too_large(const graph *g);

/* Gradients of the scalar e with respect to count nodes; out[i] is NONE where e does not depend.
 * `name`: what e is called, NULL: it is the loss. */
void derive_gradient(graph *g, ref e, const char *name, const ref *of, int count, ref *out);

#endif
