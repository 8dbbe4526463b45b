/* cone.h - the part of a graph that one node is computed from. */
#ifndef BPGEN_CONE_H
#define BPGEN_CONE_H

#include "graph/graph.h"

typedef struct cone {
    ref *nodes; /* in order of evaluation; the last is the node itself */
    int count;
    int *place; /* of each node of the graph, + 1; 0: outside */
} cone;

/* The cone of r, without what lies behind the nodes `ends`, though with these. The time it takes
 * goes with its own size, not with the graph's; it is good until cone_close, while g may grow.
 * Cones that are open at a time are closed in the opposite order. */
cone cone_open(graph *g, ref r, const ref *ends, int end_count);
void cone_close(graph *g, cone *c);
/* Where r stands in c->nodes, or -1. For nodes up to the cone's own. */
static inline int cone_place(const cone *c, ref r)
{
    return c->place[r] - 1;
}

#endif
