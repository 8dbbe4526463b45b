/* fold.h - lines of code that fit. */
#ifndef BPGEN_FOLD_H
#define BPGEN_FOLD_H

#include "base/arena.h"

/* indent blanks and the code, in lines of at most 99 columns, broken after commas; what follows the
 * first stands below the first parenthesis. Each @ takes as many columns as `prefix` says. */
const char *fold_code(arena *a, int indent, const char *code, int prefix);

#endif
