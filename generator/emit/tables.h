/* tables.h - the plan as the Lua tables that templates read. */
#ifndef BPGEN_TABLES_H
#define BPGEN_TABLES_H

#include <lua.h>

#include "emit/writer.h"
#include "plan/plan.h"

/* Sets the global `net`: everything the templates print, as integers and ready strings. */
void tables_push(lua_State *lua, const plan *p);

/* Fields of the table on top of the stack. */
void table_integer(lua_State *lua, const char *key, lua_Integer value);
void table_text(lua_State *lua, const char *key, const char *value);
void table_flag(lua_State *lua, const char *key, bool value);
/* Statements, without their last newline, since a template line has its own. */
void table_statements(lua_State *lua, const char *key, const char *statements);
/* The lines of a text as a list. */
void table_lines(lua_State *lua, const char *key, const char *lines);
/* Ends a table that was begun with lua_newtable: as the field `key`, or as the next element, of the
 * table below it. */
void table_end(lua_State *lua, const char *key);
void table_append(lua_State *lua);

/* ---- kernels.c ---- */

/* Sets net.products, .finishes, .functions, .weights and .penalties: the kernels. */
void kernels_push(lua_State *lua, writer *w);

/* ---- calls.c ---- */

/* Sets net.predict, .forward, .loss, .backward, .step, .gradients and .updates: lists of calls, and
 * what of the caller's, of the workspace and of scalars each list reads or writes. */
void calls_push(lua_State *lua, const plan *p);

#endif
