/* tables.h - the plan as the Lua tables that templates read. */
#ifndef BPGEN_TABLES_H
#define BPGEN_TABLES_H

#include <lua.h>

#include "base/names.h"
#include "emit/writer.h"
#include "plan/plan.h"

/* Sets the global `net`: everything the templates print, as integers and ready strings. False: the
 * text comes to more than TEXT_MAX. */
bool tables_push(lua_State *lua, const plan *p);

/* Takes the words that stand beside users' names in generated functions. folder: of templates. */
void emit_reserve(const char *folder, bool plain, names *to);

/* Fields of the table on top of the stack. */
void table_integer(lua_State *lua, const char *key, lua_Integer value);
void table_text(lua_State *lua, const char *key, const char *value);
void table_flag(lua_State *lua, const char *key, bool value);
/* Statements, without their last newline, since a template line has its own. */
void table_statements(lua_State *lua, const char *key, const char *statements);
/* The lines of a text as a list. */
void table_lines(lua_State *lua, const char *key, const char *lines);
/* A list of strings. */
void table_names(lua_State *lua, const char *key, const char *const *names, int count);
/* The field head: the head of a kernel's definition. */
void table_push_head(lua_State *lua, const plan *p, const char *name, const char *arguments);
/* Ends a table that was begun with lua_newtable: as the field `key`, or as the next element, of the
 * table below it. */
void table_end(lua_State *lua, const char *key);
void table_append(lua_State *lua);

/* ---- kernels.c ---- */

/* Sets net.products, .finishes, .functions, .weights and .penalties: the kernels. False: they come
 * to more than TEXT_MAX. */
bool kernels_push(lua_State *lua, writer *w);

/* ---- weights.c ---- */

/* Sets net.weights. */
void weights_push(lua_State *lua, writer *w);
/* The field formulas: a function that prints them. */
void table_formulas(lua_State *lua, writer *w, const weight_formulas *f);

/* ---- weight_words.c ---- */

/* The fields declare and call of a weight function, for its template: see there. */
enum { ARRAYS_MOST = 2 + OPTIMIZER_STATES };
/* The arrays of the parameter's shape that the function takes: w, g, the moments; how many. */
int weight_arrays(const plan *p, const weight_function *f, const char **names, const char **types);

void weight_words_push(lua_State *lua, const plan *p, const weight_function *f);

/* ---- products.c ---- */

/* Sets net.products. */
void products_push(lua_State *lua, writer *w);

/* ---- optimizer.c ---- */

/* Whether an update reads a variable of this name. */
bool optimizer_reads(const plan *p, const char *name);

/* Sets net.optimizer. */
void optimizer_push(lua_State *lua, const plan *p);

/* ---- initial.c ---- */

/* Sets net.initial, the statements of init, and net.draws, what they draw. */
void initial_push(lua_State *lua, const plan *p);

/* ---- statements.c ---- */

/* Sets net.only, .add_penalties, .frozen and .norm2. */
void statements_push(lua_State *lua, const plan *p);

/* ---- prototypes.c ---- */

/* Sets net.prototypes: the declarations of the generated functions, without semicolon; net.types
 * and net.arguments: what they return, and are called with. */
void prototypes_push(lua_State *lua, const plan *p);

/* ---- bodies.c ---- */

/* Sets net.predict, .forward, .loss, .backward and .step: of each the lines `unread`, `locals`,
 * `calls`, and whether it needs inverse_n; of backward `gradients`, too, of a step in two passes
 * `first_pass`. */
void bodies_push(lua_State *lua, const plan *p, bool reads_rate);

/* The call that a step in two passes begins with: backward, of all the step's arguments. */
const char *first_pass_text(const plan *p);

#endif
