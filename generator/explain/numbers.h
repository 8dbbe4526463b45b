/* numbers.h - the values of one sample, beside the lines of a derivation. */
#ifndef BPGEN_NUMBERS_H
#define BPGEN_NUMBERS_H

#include "explain/story.h"

typedef struct numbers {
    const double **of; /* of each gate of the derived graph: its elements; NULL: not known */
    double J;
    const double *gradient; /* of J, by the parameter block */
} numbers;

/* What the left side of a line comes to; NULL: it is not known, or there are no numbers. */
const double *numbers_of_line(const numbers *n, const story *s, const line *l, int *count);

#endif
