/* tables.c - fields of Lua tables. */
#include "emit/tables.h"

#include <string.h>

#include "plan/kernels.h"

void table_integer(lua_State *lua, const char *key, lua_Integer value)
{
    lua_pushinteger(lua, value);
    lua_setfield(lua, -2, key);
}

void table_text(lua_State *lua, const char *key, const char *value)
{
    lua_pushstring(lua, value);
    lua_setfield(lua, -2, key);
}

void table_flag(lua_State *lua, const char *key, bool value)
{
    lua_pushboolean(lua, value);
    lua_setfield(lua, -2, key);
}

void table_end(lua_State *lua, const char *key)
{
    lua_setfield(lua, -2, key);
}

void table_append(lua_State *lua)
{
    lua_seti(lua, -2, (lua_Integer)lua_rawlen(lua, -2) + 1);
}

void table_statements(lua_State *lua, const char *key, const char *statements)
{
    size_t size = strlen(statements);
    lua_pushlstring(lua, statements, size && statements[size - 1] == '\n' ? size - 1 : size);
    lua_setfield(lua, -2, key);
}

void table_lines(lua_State *lua, const char *key, const char *lines)
{
    lua_newtable(lua);
    while (*lines) {
        const char *stop = strchr(lines, '\n');
        size_t size = stop ? (size_t)(stop - lines) : strlen(lines);
        lua_pushlstring(lua, lines, size);
        table_append(lua);
        lines += size + (stop != NULL);
    }
    table_end(lua, key);
}

void table_names(lua_State *lua, const char *key, const char *const *names, int count)
{
    lua_newtable(lua);
    for (int i = 0; i < count; i++) {
        lua_pushstring(lua, names[i]);
        table_append(lua);
    }
    table_end(lua, key);
}

void table_push_head(lua_State *lua, const plan *p, const char *name, const char *arguments)
{
    arena *a = p->graph.arena;
    const char *inlined = p->inlined ? "@INLINE " : kernel_shares_tiles(p) ? "@NOINLINE " : "";
    table_text(lua, "head", arena_printf(a, "static %svoid @%s(%s)", inlined, name, arguments));
}
