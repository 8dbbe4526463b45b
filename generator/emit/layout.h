/* layout.h - C as one would set it by hand. */
#ifndef BPGEN_LAYOUT_H
#define BPGEN_LAYOUT_H

#include "base/arena.h"

/* C text whose statements are broken anew where they are long: templates break them for other
 * prefixes. A function of one short statement stands on one line, one statement has no braces, and
 * no two lines are blank. Comments, directives and lists in braces stay. */
const char *layout_text(arena *a, const char *c);

#endif
