/* constants.h - a parameter block as C. */
#ifndef BPGEN_CONSTANTS_H
#define BPGEN_CONSTANTS_H

#include "base/text.h"
#include "graph/network.h"

/* The declaration of NAME_weights, without semicolon. section: NULL, or where it is to lie. */
const char *constants_declaration(arena *a, const spec *s, const char *section);
/* Its definition: a row of an array a line, each number the shortest decimal that reads back. */
void constants_definition(text *out, const spec *s, const void *block, const char *section);

#endif
