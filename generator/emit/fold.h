/* fold.h - lines that fit. */
#ifndef BPGEN_FOLD_H
#define BPGEN_FOLD_H

#include <stddef.h>

#include "base/arena.h"

enum { FOLD_COLUMNS = 100 };

/* C text with every line of more than 100 columns broken: statements within as few parentheses as
 * can be, functions of one line at their braces, comments and directives at blanks. What writes C
 * need not break a line. No blanks at the ends of lines, no two blank lines. */
const char *fold_text(arena *a, const char *c, size_t *size);

/* A statement on one line, with its blanks, in lines of at most 100 columns where that can be:
 * broken where the fewest parentheses are open, and going on below the last of these unless that
 * takes more lines than a margin of four blanks. */
const char *fold_statement(arena *a, const char *code);

#endif
