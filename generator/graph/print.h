/* print.h - a graph as text that a person can read. */
#ifndef BPGEN_PRINT_H
#define BPGEN_PRINT_H

#include "base/text.h"
#include "graph/graph.h"

/* One node: "  7  z1 = matmul(5 x, 6 w1)  1x4  line 3". An operand is its number and its name. */
void graph_print_node(text *to, const graph *g, ref r);

/* All nodes that something of `of` is computed from, a line each; a negative entry is none. */
void graph_print(text *to, const graph *g, const ref *of, int count);

#endif
