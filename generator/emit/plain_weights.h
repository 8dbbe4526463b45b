/* plain_weights.h - the loops over the weights of a parameter, and what they name. */
#ifndef BPGEN_PLAIN_WEIGHTS_H
#define BPGEN_PLAIN_WEIGHTS_H

#include "emit/plain.h"

typedef struct weight_places {
    const char *leaves[2 * (6 + OPTIMIZER_STATES) + 1]; /* of write_weights */
    int count;
} weight_places;

void name_leaf(weight_places *to, const char *name, const char *place);

/* What the loops over rows and columns count with; "0": there is no loop. */
const char *row_index(const weight_function *f);
const char *column_index(const weight_function *f);

/* The element of a parameter's array, in the struct `of`, that the loops are at. */
const char *array_element(const plan *p, const char *of, const weight_function *f);
const char *state_array(const plan *p, int k);
const char *at_index(const plan *p, ref r, const char *index);

/* How the terms of a gradient meet: one product takes the place of the sum, or one vector; or they
 * are summed, a whole row at a time where x is the same for a row. */
typedef enum summing { NO_SUM, ONE_PRODUCT, ONE_VECTOR, SUM_OF_ELEMENT, SUM_OF_ROW } summing;

summing summing_of(const plan *p, const weight_function *f);
/* The array of sums of a row of weights. */
const char *row_sums(const weight_function *f);

/* Name the arrays, and the sum or product, in the formulas: the declarations that are due before
 * them; what is summed into, or NULL. */
const char *name_arrays(const plan *p, const weight_function *f, weight_places *to);
const char *name_sums(const plan *p, const weight_function *f, weight_places *to);

#endif
