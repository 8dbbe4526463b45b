/* expand.c - C text with Lua directives.
 *
 * A line whose first character is $ is Lua; in every other line $(expression) is replaced by its
 * value, an integer or a string. One template line becomes one Lua line, so that an error carries
 * the template's own line number.
 * block "name" begins a piece, and @name is a name of the file: see pieces.h. */
#include "emit/expand.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "emit/pieces.h"
#include "emit/translate.h"

typedef struct given {
    const char *name, *text;
} given;

typedef struct expander {
    arena *arena;
    const char *folder;
    pieces pieces;
    given *given;
    int given_count, given_capacity;
} expander;

static expander *expander_of(lua_State *lua)
{
    return *(expander **)lua_getextraspace(lua);
}

/* ---- what templates can call ---- */

/* emit(...): integers and strings. A nil is a slip, and a float has no one form as C text. */
static int emit(lua_State *lua)
{
    expander *x = expander_of(lua);
    for (int i = 1; i <= lua_gettop(lua); i++)
        if (!lua_isinteger(lua, i) && lua_type(lua, i) != LUA_TSTRING)
            return luaL_error(lua, "$(...) gives a %s, not an integer or a string",
                              lua_type(lua, i) == LUA_TNUMBER ? "float" : luaL_typename(lua, i));
    lua_concat(lua, lua_gettop(lua)); /* a name may be in parts: @vec_$(name) */
    size_t size;
    const char *bytes = lua_tolstring(lua, -1, &size);
    pieces_add(&x->pieces, bytes, size);
    return x->pieces.size > TEXT_MAX ? luaL_error(lua, "too large") : 0;
}

/* emit_lines(text): with a newline, unless there is nothing. */
static int emit_lines(lua_State *lua)
{
    lua_settop(lua, 1);
    if (lua_type(lua, 1) == LUA_TSTRING && lua_rawlen(lua, 1) == 0)
        return 0;
    emit(lua);
    pieces_add(&expander_of(lua)->pieces, "\n", 1); /* a long text is not copied for its sake */
    return 0;
}

/* block(name): what follows is written where something names it; block(): always. block(name,
 * "short"): it is a function of one line. */
static int block(lua_State *lua)
{
    expander *x = expander_of(lua);
    const char *name = luaL_optstring(lua, 1, NULL);
    pieces_begin(&x->pieces, name ? arena_copy(x->arena, name) : NULL);
    if (!strcmp(luaL_optstring(lua, 2, ""), "short"))
        pieces_short(&x->pieces);
    return 0;
}

/* need(name): as if the piece named that block. */
static int need(lua_State *lua)
{
    expander *x = expander_of(lua);
    size_t size;
    const char *name = luaL_checklstring(lua, 1, &size);
    pieces_need(&x->pieces, name, size);
    return 0;
}

/* insert(name [, block]): the text that the caller of expand has for it, or nothing. */
static int insert(lua_State *lua)
{
    expander *x = expander_of(lua);
    const char *name = luaL_checkstring(lua, 1), *piece = luaL_optstring(lua, 2, NULL);
    for (int i = 0; i < x->given_count; i++)
        if (!strcmp(x->given[i].name, name))
            pieces_give(&x->pieces, piece ? arena_copy(x->arena, piece) : NULL, x->given[i].text,
                        strlen(x->given[i].text));
    return 0;
}

/* compiled_for(which): what is added now needs its blocks on "16" lanes, "fewer", or "all". */
static int compiled_for(lua_State *lua)
{
    static const char *const words[] = { "all", "16", "fewer", NULL };
    static const lanes where[] = { ALL_LANES, LANES_16, FEWER_LANES };
    expander_of(lua)->pieces.where = where[luaL_checkoption(lua, 1, NULL, words)];
    return 0;
}

/* version(word): see pieces.h; version(): no more. */
static int version(lua_State *lua)
{
    pieces_version(&expander_of(lua)->pieces, luaL_optstring(lua, 1, NULL));
    return 0;
}

const char *expand_find(arena *a, const char *folder, const char *name, size_t *size,
                        const char **why)
{
    if (folder)
        return file_read(a, arena_printf(a, "%s/%s", folder, name), 1 << 20, size, why);
    const embedded *e = embedded_find(name);
    if (!e) {
        *why = "no such template";
        return NULL;
    }
    *size = e->size;
    return e->bytes;
}

/* Pushes a template as a function of its environment; it is translated once. */
static void push_template(lua_State *lua, expander *x, const char *name)
{
    lua_getfield(lua, LUA_REGISTRYINDEX, "templates");
    if (lua_getfield(lua, -1, name) == LUA_TFUNCTION) {
        lua_remove(lua, -2);
        return;
    }
    lua_pop(lua, 1);
    const char *why = NULL;
    size_t size = 0;
    const char *template = expand_find(x->arena, x->folder, name, &size, &why);
    if (!template)
        luaL_error(lua, "%s: %s", name, why);
    const char *dot = strrchr(name, '.');
    const char *chunk = dot && !strcmp(dot, ".lua") ? translate_words(x->arena, template, size)
                                                    : translate(x->arena, template, size);
    if (luaL_loadbufferx(lua, chunk, strlen(chunk), arena_printf(x->arena, "=%s", name), "t"))
        lua_error(lua);
    lua_pushvalue(lua, -1);
    lua_setfield(lua, -3, name);
    lua_remove(lua, -2);
}

/* include(name [, locals]): the words of locals hide the global ones. */
static int include(lua_State *lua)
{
    expander *x = expander_of(lua);
    push_template(lua, x, luaL_checkstring(lua, 1));
    if (lua_istable(lua, 2)) {
        lua_createtable(lua, 0, 1);
        lua_pushglobaltable(lua);
        lua_setfield(lua, -2, "__index");
        lua_setmetatable(lua, 2);
        lua_pushvalue(lua, 2);
    } else {
        lua_pushglobaltable(lua);
    }
    lua_call(lua, 1, 0);
    return 0;
}

static void *allocate(void *data, void *block, size_t old, size_t size)
{
    (void)old;
    return arena_resize(data, block, size);
}

/* An error outside every protected call: a mistake of ours. */
static int panic(lua_State *lua)
{
    fprintf(stderr, "bpgen: internal error: %s\n", lua_tostring(lua, -1));
    return 0;
}

lua_State *expand_open(arena *a, const char *folder, const char *prefix, const char *real,
                       bool plain)
{
    lua_State *lua = lua_newstate(allocate, a); /* without memory, arena_leave */
    lua_atpanic(lua, panic);
    expander *x = arena_alloc(a, sizeof *x);
    *x = (expander){ .arena = a, .folder = folder };
    x->pieces = pieces_open(a, prefix, real, plain);
    *(expander **)lua_getextraspace(lua) = x;
    luaL_requiref(lua, "_G", luaopen_base, 1);
    luaL_requiref(lua, "string", luaopen_string, 1);
    luaL_requiref(lua, "table", luaopen_table, 1);
    luaL_requiref(lua, "math", luaopen_math, 1);
    lua_newtable(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, "templates");
    lua_settop(lua, 0);
    lua_register(lua, "emit", emit);
    lua_register(lua, "emit_lines", emit_lines);
    lua_register(lua, "include", include);
    lua_register(lua, "block", block);
    lua_register(lua, "need", need);
    lua_register(lua, "insert", insert);
    lua_register(lua, "compiled_for", compiled_for);
    lua_register(lua, "version", version);
    return lua;
}

void expand_give(lua_State *lua, const char *name, const char *text)
{
    expander *x = expander_of(lua);
    x->given = arena_grow(x->arena, x->given, x->given_count, &x->given_capacity, sizeof *x->given);
    x->given[x->given_count++] = (given){ name, text };
}

const char *expand(arena *a, lua_State *lua, const char *name, size_t *size, const char **why)
{
    expander *x = expander_of(lua);
    x->pieces.count = 0;
    x->pieces.size = 0;
    x->pieces.blocks = (names){ .arena = x->arena };
    pieces_version(&x->pieces, NULL);
    pieces_begin(&x->pieces, NULL);
    lua_getglobal(lua, "include");
    lua_pushstring(lua, name);
    if (lua_pcall(lua, 1, 0, 0)) {
        if (x->pieces.size <= TEXT_MAX)
            *why = arena_copy(a, luaL_tolstring(lua, -1, NULL));
        lua_settop(lua, 0);
        return NULL;
    }
    return pieces_link(&x->pieces, size);
}
