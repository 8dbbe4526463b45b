/* expand.c - C text with Lua directives.
 *
 * A line whose first character is $ is Lua; in every other line $(expression) is replaced by its
 * value, an integer or a string. One template line becomes one Lua line, so that an error carries
 * the template's own line number.
 *
 * @name is a name of the generated file's own: it gets the network's prefix (@vec_fma is
 * xor_vec_fma, @LANES is XOR_LANES), and links the block that defines it: block "name" begins a
 * piece of text that is written only where another piece that is written names it. */
#include "emit/expand.h"

#include <ctype.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/names.h"
#include "base/text.h"
#include "emit/fold.h"

typedef struct piece {
    const char *name; /* of its block; NULL: it is always written */
    text text;
    const char **needs; /* names of other blocks, perhaps more than once */
    int need_count, need_capacity;
} piece;

typedef struct expander {
    arena *arena;
    const char *folder;
    const char *prefix, *PREFIX, *real; /* of the names; what @real is */
    piece *pieces;
    int piece_count, piece_capacity;
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

/* A line that is one $(...) and nothing else: where that gives nothing, there is no line. */
static bool is_one_value(const char *line, const char *end)
{
    return end - line > 2 && line[0] == '$' && line[1] == '(' && closing(line + 2, end) == end - 1;
}

static void translate_line(text *chunk, const char *line, const char *end)
{
    if (is_one_value(line, end)) {
        text_add(chunk, "emit_lines(%.*s)\n", (int)(end - line) - 3, line + 2);
        return;
    }
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

/* A file of words for templates: Lua, in the environment that it is given. */
static const char *lua_words(arena *a, const char *from, size_t size)
{
    return arena_printf(a, "local _ENV = ...; %.*s", (int)size, from);
}

static const char *translate(arena *a, const char *template, size_t size)
{
    text chunk = { .arena = a };
    text_add(&chunk, "local _ENV = ...; "); /* on the first line, so that numbers stay */
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

/* ---- names and blocks ---- */

static piece *last_piece(expander *x)
{
    return &x->pieces[x->piece_count - 1];
}

static void add_piece(expander *x, const char *name)
{
    x->pieces = arena_grow(x->arena, x->pieces, x->piece_count, &x->piece_capacity,
                           sizeof *x->pieces);
    x->pieces[x->piece_count++] = (piece){ .name = name, .text = { .arena = x->arena } };
}

static void add_need(expander *x, const char *name)
{
    piece *to = last_piece(x);
    to->needs = arena_grow(x->arena, to->needs, to->need_count, &to->need_capacity,
                           sizeof *to->needs);
    to->needs[to->need_count++] = name;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Adds the name after an @, and returns what follows it. A macro or an enumerator has capitals. */
static const char *add_name(expander *x, const char *name)
{
    size_t size = 0;
    bool small = false;
    for (; is_word(name[size]); size++)
        small = small || islower((unsigned char)name[size]);
    const char *word = arena_printf(x->arena, "%.*s", (int)size, name);
    if (!strcmp(word, "real")) {
        text_add(&last_piece(x)->text, "%s", x->real);
        return name + size;
    }
    add_need(x, word);
    text_add(&last_piece(x)->text, "%s_%s", small ? x->prefix : x->PREFIX, word);
    return name + size;
}

static void add_text(expander *x, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    while (bytes < end) {
        const char *at = memchr(bytes, '@', (size_t)(end - bytes));
        const char *stop = at ? at : end;
        text_add_bytes(&last_piece(x)->text, bytes, (size_t)(stop - bytes));
        bytes = at ? add_name(x, at + 1) : end;
    }
}

/* The pieces that are written: from the last to the first, what one of them names. */
static const char *link(expander *x, size_t *size)
{
    names wanted = { .arena = x->arena };
    text out = { .arena = x->arena };
    bool *kept = arena_alloc(x->arena, (size_t)x->piece_count * sizeof *kept);
    for (int i = x->piece_count; i-- > 0;) {
        const piece *p = &x->pieces[i];
        kept[i] = !p->name || names_has(&wanted, p->name);
        for (int k = 0; k < p->need_count && kept[i]; k++)
            names_take(&wanted, p->needs[k]);
    }
    for (int i = 0; i < x->piece_count; i++)
        if (kept[i] && x->pieces[i].text.size)
            text_add_bytes(&out, x->pieces[i].text.at, x->pieces[i].text.size);
    *size = out.size;
    return out.size ? out.at : "";
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
    add_text(x, bytes, size);
    return 0;
}

/* emit_lines(text): with a newline, unless there is nothing. */
static int emit_lines(lua_State *lua)
{
    lua_settop(lua, 1);
    if (lua_type(lua, 1) == LUA_TSTRING && lua_rawlen(lua, 1) == 0)
        return 0;
    lua_pushstring(lua, "\n");
    return emit(lua);
}

/* block(name): what follows is written where something names it; block(): always. */
static int block(lua_State *lua)
{
    expander *x = expander_of(lua);
    const char *name = luaL_optstring(lua, 1, NULL);
    add_piece(x, name ? arena_copy(x->arena, name) : NULL);
    return 0;
}

/* need(name): as if the piece named that block. */
static int need(lua_State *lua)
{
    expander *x = expander_of(lua);
    add_need(x, arena_copy(x->arena, luaL_checkstring(lua, 1)));
    return 0;
}

/* fold(indent, code): see fold.h. */
static int fold(lua_State *lua)
{
    expander *x = expander_of(lua);
    lua_pushstring(lua, fold_code(x->arena, (int)strlen(luaL_checkstring(lua, 1)),
                                  luaL_checkstring(lua, 2), (int)strlen(x->prefix) + 1));
    return 1;
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
    size_t size;
    const char *template = find_template(x, name, &size, &why);
    if (!template)
        luaL_error(lua, "%s: %s", name, why);
    const char *dot = strrchr(name, '.');
    const char *chunk = dot && !strcmp(dot, ".lua") ? lua_words(x->arena, template, size)
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

static const char *capitals(arena *a, const char *word)
{
    char *copy = arena_copy(a, word);
    for (char *c = copy; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return copy;
}

lua_State *expand_open(arena *a, const char *folder, const char *prefix, const char *real)
{
    lua_State *lua = luaL_newstate();
    if (!lua)
        return NULL;
    expander *x = arena_alloc(a, sizeof *x);
    *x = (expander){ .arena = a, .folder = folder, .prefix = prefix,
                     .PREFIX = capitals(a, prefix), .real = real };
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
    lua_register(lua, "fold", fold);
    return lua;
}

const char *expand(arena *a, lua_State *lua, const char *name, size_t *size, const char **why)
{
    expander *x = expander_of(lua);
    x->piece_count = 0;
    add_piece(x, NULL);
    lua_getglobal(lua, "include");
    lua_pushstring(lua, name);
    if (lua_pcall(lua, 1, 0, 0)) {
        *why = arena_copy(a, luaL_tolstring(lua, -1, NULL));
        lua_settop(lua, 0);
        return NULL;
    }
    return link(x, size);
}
