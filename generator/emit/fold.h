/* fold.h - lines of code that fit. */
#ifndef BPGEN_FOLD_H
#define BPGEN_FOLD_H

#include "base/arena.h"

/* indent blanks and the code, in lines of at most 99 columns, broken after commas; what follows the
 * first stands below the first parenthesis. An @ will be the prefix and _, @real this type. */
const char *fold_code(arena *a, int indent, const char *code, const char *prefix, const char *real);

#endif
