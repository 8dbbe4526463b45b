/* numbers.h - the values of one sample, beside the lines of a derivation. */
#ifndef BPGEN_NUMBERS_H
#define BPGEN_NUMBERS_H

#include "explain/story.h"

enum { NUMBERS_KEPT = 64 }; /* elements of a value that are kept at most */

typedef struct numbers {
    const double **of; /* of each gate of the derived graph: its first elements; NULL: not known */
    double J;
    const double **gradient; /* of J, by each parameter */
} numbers;

/* The gates whose values a story shows, and a circuit of such depth; circuit_make. */
bool *numbers_wanted(const story *s, int depth);

/* What the left side of a line comes to; NULL: it is not known, or there are no numbers. The count
 * may be larger than what is kept. */
const double *numbers_of_line(const numbers *n, const story *s, const line *l, int *count);

/* The first of them, a few, as text: "0.25 -1 0 ... (12 numbers)". */
const char *numbers_text(arena *a, const double *values, int count, int most, int digits);

#endif
