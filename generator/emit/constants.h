/* constants.h - a parameter block as C. */
#ifndef BPGEN_CONSTANTS_H
#define BPGEN_CONSTANTS_H

#include <lua.h>

#include "base/text.h"
#include "graph/network.h"

/* What a file says of the parameters that it was given. */
typedef struct constants {
    const char *declaration; /* of NAME_weights, without semicolon */
    const char *definition;
    const char **frozen; /* of each parameter that is not trained, a constant; NULL: it is */
    bool apart;          /* the definition is in a file of its own */
} constants;

/* s: the spec; block: its parameters; section: NULL, or where constants are to lie. A row of an
 * array is a line, each number the shortest decimal that reads back. */
constants constants_make(arena *a, const spec *s, const void *block, const char *section);
/* Hands them to the templates: net.weights_declaration, insert. */
void constants_push(lua_State *lua, const spec *s, const constants *c);
/* The constant arrays of the spec: net.arrays, a text to insert for each. */
void arrays_push(lua_State *lua, const spec *s);

#endif
