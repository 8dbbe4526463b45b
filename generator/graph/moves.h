/* moves.h - gates that move elements: slices, pads and concatenations of each other. */
#ifndef BPGEN_MOVES_H
#define BPGEN_MOVES_H

#include "graph/graph.h"

/* For simplify.c: what a SLICE, PAD or CONCAT comes to on its inputs, or UNBOUND where it is as
 * simple as can be. */
ref move_simplified(graph *g, const node *n);

/* Elements first .. first + cols - 1 of x, counted from 0; x laid at `first` in cols zeros. */
ref move_slice(graph *g, ref x, int first, int cols);
ref move_pad(graph *g, ref x, int first, int cols);

/* One of the slices of a vector, and what belongs there. */
typedef struct piece {
    int first, cols;
    ref value;
} piece;

/* The sum of the pieces, each laid at its place in a vector of cols zeros: the adjoint of a vector
 * that many slices read. Pieces that do not overlap become one concatenation, so that the work goes
 * with the pieces, not with their number times cols. Reorders the pieces; count > 0. */
ref move_gather(graph *g, piece *pieces, int count, int cols);

#endif
