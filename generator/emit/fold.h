/* fold.h - lines of code that fit. */
#ifndef BPGEN_FOLD_H
#define BPGEN_FOLD_H

#include "base/arena.h"

enum { FOLD_COLUMNS = 100 };

/* indent blanks and the code, in lines of at most 99 columns, broken after commas; what follows the
 * first stands below the first parenthesis. An @ will be the prefix and _, @real this type. */
const char *fold_code(arena *a, int indent, const char *code, const char *prefix, const char *real);

/* A statement on one line, with its blanks, in lines of at most 100 columns where that can be:
 * broken where the fewest parentheses are open, and going on below the last of these unless that
 * takes more lines than a margin of four blanks. */
const char *fold_statement(arena *a, const char *code);

#endif
