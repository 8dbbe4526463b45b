/* fold.h - gates of plain numbers. */
#ifndef BPGEN_FOLD_H
#define BPGEN_FOLD_H

#include "graph/graph.h"

/* An element-wise gate of numbers; kinks and NaN as generated code has them. */
double fold_gate(gate kind, const double in[3]);

/* Whether a real of the network holds the value with all its digits, or as it is: 0, infinity,
 * NaN. Constants are not folded into others, which would over- or underflow. */
bool fold_is_real(const graph *g, double value);

#endif
