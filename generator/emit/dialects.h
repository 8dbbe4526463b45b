/* dialects.h - how a kind of C says what the plan's trees mean. */
#ifndef BPGEN_DIALECTS_H
#define BPGEN_DIALECTS_H

#include "graph/graph.h"

/* Formats of printf, with strings and integers alone. "value" is the value of an expression, "at"
 * an address, "left" the elements of a row from j on. */
typedef struct dialect {
    const char *name;
    const char *call[2];                    /* prefix of a function of scalars, of vectors */
    const char *splat;                      /* value */
    const char *load, *load_some, *one_hot; /* at; at, columns; the class */
    const char *store, *store_some;         /* at, value; at, value, columns */
    const char *loop, *long_loop;           /* columns, how the body opens */
    const char *scalar, *vector;            /* declarations: name, value */
    const char *cut_scalar, *cut_vector;    /* the same where a long chain of constants is cut */
    const char *own_array;                  /* name, columns */
    const char *parts, *parts_fill;         /* of a sum or maximum: name; name, value */
    const char *part, *only_part;           /* name: the one that elements j, ... go to */
    const char *keep, *keep_or;             /* value, columns */
    const char *parts_sum, *parts_max;      /* name, name, parts: the end */
    const char *is_class;                   /* the class, how many there are */
    bool infix_conditions;                  /* comparisons and choices are operators */
    const char *truth;                      /* of a comparison, as a number: scalar, vector */
    const char *vector_truth;
} dialect;

/* one: of one sample, there is no row but the first. */
const dialect *dialect_of_vectors(arena *a, bool one);
extern const dialect plain_dialect;

#endif
