/* nests.h - loops of their own as C. */
#ifndef BPGEN_NESTS_H
#define BPGEN_NESTS_H

#include "emit/writer.h"
#include "plan/tiling.h"

/* The element that the first `axes` loops, i1, i2, ..., have come to: "756 + i2 - 28*i1"; what is
 * taken off comes last, for size_t has no negative numbers. */
const char *nest_index(arena *a, const nest *n, int role, int axes);

/* tiles.c: a contraction as tiles of vectors, where they suit it. */
bool tiles_suit(const writer *w, ref y, tiling *t);
void write_tiles(writer *w, ref y, const tiling *t);
/* Of a gradient that is a contraction the sum over the samples, in `panel`. */
const char *write_summed(writer *w, const weight_function *f);

#endif
