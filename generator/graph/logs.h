/* logs.h - logarithms of probabilities, through the logits. */
#ifndef BPGEN_LOGS_H
#define BPGEN_LOGS_H

#include "graph/graph.h"

/* For simplify.c: the logarithm of x where x is made of sigmoids, softmaxes or exponentials by
 * slices, concatenations, 1 - y and where(c, y, 1), which rewrites.h does not look past: taken from
 * the logits, so that it is exact where a probability has rounded to 0 or 1. UNBOUND where it is
 * not, or where the rows of rewrites.h are enough. */
ref log_of_moved(graph *g, ref x);

#endif
