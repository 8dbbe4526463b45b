/* calls.h - what calls.c, products.c and weights.c share: where a call finds its values. */
#ifndef BPGEN_CALLS_H
#define BPGEN_CALLS_H

#include "emit/tables.h"

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

/* The lines of a text as a list. */
void table_list(lua_State *lua, const char *key, const char *lines);

/* ---- products.c ---- */

typedef struct product {
    int terms, width, x_stride, z_stride;
    bool transposed, bias, straight;
    bool one;   /* of one sample always: has no argument n */
    int panels;     /* of w that it copies or transposes at a time; 0: none */
    bool scattered; /* it copies them on every target */
    int panel_rows; /* of the scratch that it wants for them */
    bool threads;   /* divided among threads, each with scratch of its own */
    int finish; /* number of what becomes of the sums; 0: they are stored */
    const char *name;
} product;

typedef struct products {
    product *at;
    int count;
    rows_function *finishes; /* numbers 1, 2, ... */
    int finish_count;
} products;

/* The call that computes product r; its function is added to all, if none is like it. */
const char *product_call(const place *at, products *all, ref r);

/* Sets net.products and net.finishes. */
void products_push(lua_State *lua, const products *all);

/* ---- weights.c ---- */

/* Sets net.weights, the functions that sum the gradient of a parameter or update it, and
 * net.penalties. */
void weights_push(lua_State *lua, const place *at);

/* Whether the update of gradients[i] also sums this term of J, column by column in ws->columns. */
bool weight_sums_penalty(const plan *p, int i, const penalty *of);

/* How far the columns of one penalty lie from those of the next. */
int penalty_stride(const plan *p);

/* Rows of the scratch that its functions want for columns of x; 0: none. */
int weight_panel_rows(const plan *p, int i);

/* The call that sums the gradient of gradients[i] into g, or updates its parameter. */
const char *weight_call(const place *at, int i, bool updates);

#endif
