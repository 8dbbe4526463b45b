/* host.c - what only the prelude sees: leaves, words, lines, messages, -D. */
#include "base/nearest.h"
#include "spec/front.h"

#include <stdio.h>
#include <string.h>

enum { PRINT_MAX = 1024 * 1024, CANDIDATES_MAX = 200 };

/* ---- values ---- */

static int describe(lua_State *L)
{
    lua_pushstring(L, nodes_describe(L, 1));
    return 1;
}

/* "node", "poison", or Lua's own type. */
static int kind(lua_State *L)
{
    const char *name = nodes_at(L, 1) >= 0 ? "node" : poison_is(L, 1) ? "poison" : NULL;
    lua_pushstring(L, name ? name : luaL_typename(L, 1));
    return 1;
}

/* leaf(gate, rows, cols, index, name): index from 0. */
static int leaf(lua_State *L)
{
    static const char *const kinds[] = { "input", "target", "parameter", "variable", NULL };
    static const gate gates[] = { INPUT, TARGET, PARAMETER, VARIABLE };
    sandbox *s = sandbox_of(L);
    gate kind = gates[luaL_checkoption(L, 1, NULL, kinds)];
    return nodes_push(L, graph_leaf(&s->spec->graph, kind, (int)luaL_checkinteger(L, 2),
                                   (int)luaL_checkinteger(L, 3), (int)luaL_checkinteger(L, 4),
                                   sandbox_line(L), arena_copy(s->arena, luaL_checkstring(L, 5))));
}

/* name_node(x, name): the first name stays. */
static int name_node(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    node *n = &s->spec->graph.nodes[nodes_at(L, 1)];
    if (!n->name)
        n->name = arena_copy(s->arena, luaL_checkstring(L, 2));
    return 0;
}

/* ---- words ---- */

static int call_word(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* word(f): f as a C function. `return f(x)` in a spec is a tail call, which would drop the frame
 * that tells the line if f were a Lua function; before a C function Lua keeps it. */
static int word(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushcclosure(L, call_word, 1);
    return 1;
}

/* at(line, f, ...): f(...), where what goes wrong or is made outside the spec's own functions
 * belongs to that line. */
static int at(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    void *frame = s->at_frame;
    int line = s->at_line;
    lua_Debug self;
    lua_getstack(L, 0, &self);
    s->at_frame = (void *)self.i_ci;
    s->at_line = (int)luaL_checkinteger(L, 1);
    lua_call(L, lua_gettop(L) - 2, LUA_MULTRET);
    s->at_frame = frame;
    s->at_line = line;
    return lua_gettop(L) - 1;
}

/* print, to standard error: standard output is the C file. */
static int print(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        if (poison_is(L, i))
            return 0;
    }
    for (int i = 1; i <= count; i++) {
        size_t length;
        const char *text = luaL_tolstring(L, i, &length);
        s->printed += length + 1;
        if (s->printed > PRINT_MAX)
            return luaL_error(L, "the spec prints more than %d bytes", PRINT_MAX);
        fprintf(stderr, "%s%s", i > 1 ? "\t" : "", text);
        lua_pop(L, 1);
    }
    fputc('\n', stderr);
    return 0;
}

/* ---- messages ---- */

/* take_unknown(poison): name, line and suggestion, once; then nothing. */
static int take_unknown(lua_State *L)
{
    unknown *u = poison_word(L, 1);
    if (!u || u->reported)
        return 0;
    u->reported = true;
    lua_pushstring(L, u->name);
    lua_pushinteger(L, u->line);
    lua_pushstring(L, u->near);
    return 3;
}

/* nearest(word, list): the word of the list that it may be a slip of, or nil. */
static int nearest(lua_State *L)
{
    const char *list[CANDIDATES_MAX];
    int count = 0;
    for (lua_Integer i = 1; count < CANDIDATES_MAX; i++, lua_pop(L, 1)) {
        if (lua_rawgeti(L, 2, i) != LUA_TSTRING)
            break;
        list[count++] = lua_tostring(L, -1);
    }
    lua_pushstring(L, nearest_word(luaL_checkstring(L, 1), list, count));
    return 1;
}

static int current_line(lua_State *L)
{
    lua_pushinteger(L, sandbox_line(L));
    return 1;
}

/* problem(text [, line]) */
static int problem(lua_State *L)
{
    int line = lua_isnoneornil(L, 2) ? sandbox_line(L) : (int)luaL_checkinteger(L, 2);
    return sandbox_problem(L, line, "%s", luaL_checkstring(L, 1));
}

/* silence(): a poison for what has been reported. */
static int silence(lua_State *L)
{
    poison_push(L, NULL);
    return 1;
}

static int failed(lua_State *L)
{
    const sandbox *s = sandbox_of(L);
    bool unknown_left = false;
    for (const unknown *u = s->unknowns; u; u = u->next)
        unknown_left |= !u->reported;
    lua_pushboolean(L, unknown_left || s->messages->count > 0);
    return 1;
}

/* ---- the command line ---- */

/* definition(name): the text of -D name=text, or nil. The last one counts. */
static int definition_of(lua_State *L)
{
    spec_options *o = sandbox_of(L)->options;
    const char *value = NULL;
    for (int i = 0; i < o->definition_count; i++) {
        if (!strcmp(o->definitions[i].name, luaL_checkstring(L, 1))) {
            value = o->definitions[i].value;
            o->definitions[i].used = true;
        }
    }
    lua_pushstring(L, value);
    return 1;
}

/* unused_definition(): the name of a -D that no param has asked for, or nil. */
static int unused_definition(lua_State *L)
{
    spec_options *o = sandbox_of(L)->options;
    for (int i = 0; i < o->definition_count; i++) {
        if (!o->definitions[i].used) {
            o->definitions[i].used = true;
            lua_pushstring(L, o->definitions[i].name);
            return 1;
        }
    }
    return 0;
}

void host_open(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "describe", describe }, { "kind", kind }, { "leaf", leaf }, { "name_node", name_node },
        { "word", word }, { "at", at }, { "print", print },
        { "take_unknown", take_unknown }, { "nearest", nearest }, { "problem", problem },
        { "silence", silence }, { "failed", failed }, { "current_line", current_line },
        { "definition", definition_of }, { "unused_definition", unused_definition },
        { NULL, NULL },
    };
    luaL_setfuncs(L, functions, 0);
}
