/* tables.h - the plan as the Lua tables that templates read. */
#ifndef BPGEN_TABLES_H
#define BPGEN_TABLES_H

#include <lua.h>

#include "plan/plan.h"

/* Sets the global `net`: everything the templates print, as integers and ready strings. */
void tables_push(lua_State *lua, plan *p);

/* Fields of the table on top of the stack. */
void table_integer(lua_State *lua, const char *key, lua_Integer value);
void table_text(lua_State *lua, const char *key, const char *value);
void table_flag(lua_State *lua, const char *key, bool value);
/* Ends a table that was begun with lua_newtable: as the field `key`, or as the next element, of the
 * table below it. */
void table_end(lua_State *lua, const char *key);
void table_append(lua_State *lua);

/* ---- calls.c ---- */

/* Sets net.products, net.functions, net.weights, net.penalties and the call lists
 * net.predict, .forward, .loss, .backward, .step. */
void tables_push_calls(lua_State *lua, plan *p);

#endif
