/* simplify.h - gates that are never built twice, nor larger than need be. */
#ifndef BPGEN_SIMPLIFY_H
#define BPGEN_SIMPLIFY_H

#include "graph/graph.h"

/* Makes g a simplified graph: from now on nodes come from the functions below alone. */
void simplify_init(graph *g, arena *a, bool is_double);
ref simplify_leaf(graph *g, const node *leaf);
ref simplify_constant(graph *g, double value);
/* The node of this gate on these inputs after rewriting, folding and sharing. Shapes must fit. */
ref simplify_gate(graph *g, gate kind, int arity, const ref *in, int line);
/* A copy of n (any kind of gate) on other inputs. */
ref simplify_copy(graph *g, const node *n, const ref *in);
/* r spread, or summed, to rows x cols: how a share of an adjoint takes its operand's shape. */
ref simplify_to_shape(graph *g, ref r, int rows, int cols);
bool graph_is_constant(const graph *g, ref r, double value);
/* Names gate r where it has no name yet. Leaves keep theirs. */
void graph_name(graph *g, ref r, const char *name);

#endif
