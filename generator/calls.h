/* calls.h - what calls.c and weights.c share: where a call finds its values. */
#ifndef BPGEN_CALLS_H
#define BPGEN_CALLS_H

#include "tables.h"

/* `n` rows in the workspace, or one row in locals of predict. */
typedef struct place {
    plan *plan;
    const char *rows;
    bool in_workspace;
} place;

/* The address of row 0, element 0 of r, as an argument. */
const char *address_of(const place *at, ref r);

/* Statements as a field, without their last newline, since a template line has its own. */
void table_lines(lua_State *lua, const char *key, const char *statements);

/* ---- weights.c ---- */

/* Sets net.weights, the functions that sum the gradient of a parameter or update it, and
 * net.penalties. */
void weights_push(lua_State *lua, const place *at);

/* The call that sums the gradient of gradients[i] into g, or updates its parameter. */
const char *weight_call(const place *at, int i, bool updates);

#endif
