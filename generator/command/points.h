/* points.h - random arguments for a network, as the runtime and the compiled code want them. */
#ifndef BPGEN_POINTS_H
#define BPGEN_POINTS_H

#include "graph/reals.h"

/* n samples: the values as doubles that the network's real type holds exactly, and the same values
 * in the compiled network's types. All of it lives in the arena. */
typedef struct point {
    size_t n;
    double **inputs, **targets; /* of each end, n x size; class numbers n x 1 */
    void **raw_inputs, **raw_targets;
} point;

/* Inputs are uniform in (-2, 2). Targets take turns from sample to sample: a class (one-hot), and
 * positive numbers that sum to 1, so that every loss is inside its domain. */
void point_make(arena *a, const spec *s, size_t n, uint64_t *random, point *out);

/* Uniform in (-1, 1). */
double random_uniform(uint64_t *state);

double *reals_to_doubles(arena *a, const spec *s, const void *array, size_t count);

#endif
