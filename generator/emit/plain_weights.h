/* plain_weights.h - the loops over the weights of a parameter, and what they name. */
#ifndef BPGEN_PLAIN_WEIGHTS_H
#define BPGEN_PLAIN_WEIGHTS_H

#include "emit/plain.h"

typedef struct weight_places {
    const char *leaves[2 * (6 + OPTIMIZER_STATES) + 1]; /* of write_weights */
    int count;
} weight_places;

/* A function of a parameter; in rounds, of equal layers, it is that of the first, and the next one
 * is `later`. */
typedef struct weight_at {
    const plan *plan;
    const weight_function *f, *later;
    const rounds *in; /* NULL: it alone */
} weight_at;

void name_leaf(weight_places *to, const char *name, const char *place);

/* What the loops over rows and columns count with; "0": there is no loop. */
const char *row_index(const weight_function *f);
const char *column_index(const weight_function *f);

/* The element of a parameter's array, in the struct `of`, that the loops are at. */
const char *array_element(const weight_at *at, const char *of);
const char *state_array(const plan *p, int k);
/* In rounds: declares what array_element names. */
void declare_array(const weight_at *at, const char *of, text *to);
/* Element `index` of a factor of term k. */
const char *at_x(const weight_at *at, int k, const char *index);
const char *at_d(const weight_at *at, int k, const char *index);

/* How the terms of a gradient meet: one product takes the place of the sum, or one vector; or they
 * are summed, a whole row at a time where x is the same for a row. */
typedef enum summing { NO_SUM, ONE_PRODUCT, ONE_VECTOR, SUM_OF_ELEMENT, SUM_OF_ROW } summing;

summing summing_of(const plan *p, const weight_function *f);
/* The array of sums of a row of weights. */
const char *row_sums(const weight_function *f);

/* Name the arrays, and the sum or product, in the formulas: the declarations that are due before
 * them; what is summed into, or NULL. */
const char *name_arrays(const weight_at *at, weight_places *to);
const char *name_sums(const weight_at *at, weight_places *to);

/* ---- plain_weights.c ---- */

typedef struct weight_loops {
    const plan *plan;
    const weight_function *f;
    weight_at at;
    const char *sum, *loads;
    weight_text of_row, of_element; /* as they are written for a row, and for an element */
} weight_loops;

weight_loops weight_loops_of(writer *w, const weight_function *f, const weight_function *later,
                             const rounds *in);
/* The gradient or update of a parameter. hoisted: what it begins with has been printed. */
void weight_loops_write(text *to, const weight_loops *l, bool hoisted);

/* ---- plain_layers.c ---- */

/* Sets net[key], the lines of all functions of a kind, and whether they read inverse_n. */
void plain_push_kind(lua_State *lua, writer *w, bool updates, const char *key,
                     const char *mean_key);

#endif
