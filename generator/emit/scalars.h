/* scalars.h - templates written for vectors, read as scalars: the plain style.
 *
 * The elementary functions are written once, on vectors. In the plain style a vector is one real,
 * so that @vec is @real, @vec_splat(1) is 1, @vec_gt(a, b) a > b, @vec_select(m, a, b)
 * m ? a : b, and @vec_exp and @real_exp are one function, @exp. */
#ifndef BPGEN_SCALARS_H
#define BPGEN_SCALARS_H

#include <stdbool.h>

#include "base/arena.h"

/* The same text with the words of vectors put as scalars; double or float. */
const char *scalars_text(arena *a, const char *text, bool is_double);

/* The name of a block or function without the vec_ or real_ that it begins with. */
const char *scalars_name(const char *name);

#endif
