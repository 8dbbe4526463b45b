/* expand.c - C text with Lua directives.
 *
 * A line whose first character is $ is Lua; in every other line $(expression) is replaced by its
 * value, an integer or a string. One template line becomes one Lua line, so that an error carries
 * the template's own line number. */
#include "emit/expand.h"

#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

typedef struct expander {
    arena *arena;
    const char *folder;
    text out;
} expander;

static expander *expander_of(lua_State *lua)
{
    return *(expander **)lua_getextraspace(lua);
}

/* ---- a template as a Lua chunk ---- */

static void add_quoted(text *chunk, const char *from, size_t size)
{
    text_add(chunk, "'");
    for (size_t i = 0; i < size; i++) {
        if (from[i] == '\'' || from[i] == '\\')
            text_add(chunk, "\\");
        text_add_bytes(chunk, from + i, 1);
    }
    text_add(chunk, "'");
}

/* The end of a $( ... ): the matching parenthesis outside strings, or NULL. */
static const char *closing(const char *at, const char *end)
{
    int depth = 1;
    char quote = 0;
    for (; at < end; at++) {
        if (quote ? *at == quote : *at == '"' || *at == '\'')
            quote = quote ? 0 : *at;
        else if (!quote)
            depth += (*at == '(') - (*at == ')');
        if (depth == 0)
            return at;
    }
    return NULL;
}

static void translate_line(text *chunk, const char *line, const char *end)
{
    text_add(chunk, "emit(");
    const char *from = line;
    for (const char *at = line; at + 1 < end; at++) {
        const char *close = at[0] == '$' && at[1] == '(' ? closing(at + 2, end) : NULL;
        if (at[0] == '$' && at[1] == '(' && !close)
            close = end - 1; /* Lua will tell of the missing parenthesis, with the line */
        if (!close)
            continue;
        add_quoted(chunk, from, (size_t)(at - from));
        text_add(chunk, ", (%.*s), ", (int)(close - at - 2), at + 2);
        from = close + 1;
        at = close;
    }
    add_quoted(chunk, from, (size_t)(end - from));
    text_add(chunk, ", '\\n')\n");
}

static const char *translate(arena *a, const char *template, size_t size)
{
    text chunk = { .arena = a };
    const char *end = template + size;
    for (const char *line = template; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;
        if (*line == '$' && !(stop - line > 1 && line[1] == '('))
            text_add(&chunk, "%.*s\n", (int)(stop - line - 1), line + 1);
        else
            translate_line(&chunk, line, stop);
        line = stop + 1;
    }
    return chunk.size ? chunk.at : "";
}

/* ---- what templates can call ---- */

/* emit(...): integers and strings. A nil is a slip, and a float has no one form as C text. */
static int emit(lua_State *lua)
{
    expander *x = expander_of(lua);
    for (int i = 1; i <= lua_gettop(lua); i++) {
        if (!lua_isinteger(lua, i) && lua_type(lua, i) != LUA_TSTRING)
            return luaL_error(lua, "$(...) gives a %s, not an integer or a string",
                              lua_type(lua, i) == LUA_TNUMBER ? "float" : luaL_typename(lua, i));
        size_t size;
        const char *bytes = lua_tolstring(lua, i, &size);
        text_add_bytes(&x->out, bytes, size);
    }
    return 0;
}

static const char *find_template(expander *x, const char *name, size_t *size, const char **why)
{
    if (x->folder)
        return file_read(x->arena, arena_printf(x->arena, "%s/%s", x->folder, name), 1 << 20, size,
                         why);
    const embedded *e = embedded_find(name);
    if (!e) {
        *why = "no such template";
        return NULL;
    }
    *size = e->size;
    return e->bytes;
}

/* include(name [, locals]): the words of locals hide the global ones. */
static int include(lua_State *lua)
{
    expander *x = expander_of(lua);
    const char *name = luaL_checkstring(lua, 1), *why = NULL;
    size_t size;
    const char *template = find_template(x, name, &size, &why);
    if (!template)
        return luaL_error(lua, "%s: %s", name, why);
    const char *chunk = translate(x->arena, template, size);
    if (luaL_loadbufferx(lua, chunk, strlen(chunk), arena_printf(x->arena, "=%s", name), "t"))
        return lua_error(lua);
    if (lua_istable(lua, 2)) {
        lua_createtable(lua, 0, 1);
        lua_pushglobaltable(lua);
        lua_setfield(lua, -2, "__index");
        lua_setmetatable(lua, 2);
        lua_pushvalue(lua, 2);
        lua_setupvalue(lua, -2, 1);
    }
    lua_call(lua, 0, 0);
    return 0;
}

/* capture(name [, locals]): the text that include would have written. */
static int capture(lua_State *lua)
{
    expander *x = expander_of(lua);
    text before = x->out;
    x->out = (text){ .arena = x->arena };
    include(lua);
    lua_pushlstring(lua, x->out.size ? x->out.at : "", x->out.size);
    x->out = before;
    return 1;
}

lua_State *expand_open(arena *a, const char *folder)
{
    lua_State *lua = luaL_newstate();
    if (!lua)
        return NULL;
    expander *x = arena_alloc(a, sizeof *x);
    *x = (expander){ .arena = a, .folder = folder, .out = { .arena = a } };
    *(expander **)lua_getextraspace(lua) = x;
    luaL_requiref(lua, "_G", luaopen_base, 1);
    luaL_requiref(lua, "string", luaopen_string, 1);
    luaL_requiref(lua, "table", luaopen_table, 1);
    luaL_requiref(lua, "math", luaopen_math, 1);
    lua_settop(lua, 0);
    lua_register(lua, "emit", emit);
    lua_register(lua, "include", include);
    lua_register(lua, "capture", capture);
    return lua;
}

const char *expand(arena *a, lua_State *lua, const char *name, size_t *size, const char **why)
{
    expander *x = expander_of(lua);
    x->out = (text){ .arena = a };
    lua_getglobal(lua, "include");
    lua_pushstring(lua, name);
    if (lua_pcall(lua, 1, 0, 0)) {
        *why = arena_copy(a, luaL_tolstring(lua, -1, NULL));
        lua_settop(lua, 0);
        return NULL;
    }
    *size = x->out.size;
    return x->out.size ? x->out.at : "";
}
