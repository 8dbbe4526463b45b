/* host.c - what only the prelude sees: leaves, words, lines, messages, -D. */
#include "base/nearest.h"
#include "spec/front.h"

#include <stdio.h>
#include <string.h>

enum {
    PRINT_MAX = 1024 * 1024,
    PRINT_COST = 100, /* of a call, in bytes, so that empty lines have an end */
    CANDIDATES_MAX = 400
};

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
    static const char *const kinds[] = { "input",   "target",   "parameter", "array",
                                         "dropout", "variable", NULL };
    static const gate gates[] = { INPUT, TARGET, PARAMETER, ARRAY, DROPOUT, VARIABLE };
    sandbox *s = sandbox_of(L);
    gate of = gates[luaL_checkoption(L, 1, NULL, kinds)];
    return nodes_push(L,
                      graph_leaf(&s->spec->graph, of, (int)luaL_checkinteger(L, 2),
                                 (int)luaL_checkinteger(L, 3), (int)luaL_checkinteger(L, 4),
                                 problems_line(L), arena_copy(s->arena, luaL_checkstring(L, 5))));
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

/* set_number(x, n): of how many classes the numbers of input x are; which share a dropout drops. */
static int set_number(lua_State *L)
{
    sandbox_of(L)->spec->graph.nodes[nodes_at(L, 1)].value = luaL_checknumber(L, 2);
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

/* at(line, label, f, ...): f(...), where what goes wrong or is made outside the spec's own
 * functions belongs to that line, and is told of label, unless it is nil. */
static int at(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    context outer = s->at;
    lua_Debug self;
    lua_getstack(L, 0, &self);
    s->at = (context){
        .frame = (void *)self.i_ci,
        .line = (int)luaL_checkinteger(L, 1),
        .label = lua_isnil(L, 2) ? NULL : arena_copy(s->arena, luaL_checkstring(L, 2)),
    };
    lua_call(L, lua_gettop(L) - 3, LUA_MULTRET);
    s->at = outer;
    return lua_gettop(L) - 2;
}

/* print, to standard error, for standard output is the C file: a line at once. */
static int print(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        if (poison_is(L, i))
            return 0;
    }
    luaL_Buffer line;
    luaL_buffinit(L, &line);
    s->printed += PRINT_COST;
    for (int i = 1; i <= count && s->printed <= PRINT_MAX; i++) {
        size_t length;
        if (i > 1)
            luaL_addchar(&line, '\t');
        luaL_tolstring(L, i, &length);
        s->printed += (int)length + 1;
        luaL_addvalue(&line);
    }
    if (s->printed > PRINT_MAX)
        return luaL_error(L, "the spec prints too much: %d bytes at most, and %d lines", PRINT_MAX,
                          PRINT_MAX / PRINT_COST);
    luaL_addchar(&line, '\n');
    luaL_pushresult(&line);
    fwrite(lua_tostring(L, -1), 1, lua_rawlen(L, -1), stderr);
    return 0;
}

/* ---- messages ---- */

/* take_unknown(poison, types): name, line and the list of the spec's nearest variables whose values
 * are of these types of Lua ("function table"), once; then nothing. */
static int take_unknown(lua_State *L)
{
    unknown *u = poison_word(L, 1);
    const char *types = luaL_checkstring(L, 2);
    if (!u || u->reported)
        return 0;
    u->reported = true;
    lua_pushstring(L, u->name);
    lua_pushinteger(L, u->line);
    lua_newtable(L);
    for (int type = 0, count = 0; type < LUA_NUMTYPES; type++) {
        if (u->own[type] && strstr(types, lua_typename(L, type))) {
            lua_pushstring(L, u->own[type]);
            lua_rawseti(L, -2, ++count);
        }
    }
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
    lua_pushinteger(L, problems_line(L));
    return 1;
}

/* problem(text [, line]) */
static int report(lua_State *L)
{
    const char *text = luaL_checkstring(L, 1);
    if (lua_isnoneornil(L, 2))
        return problem(L, "%s", text);
    return problem_at(L, (int)luaL_checkinteger(L, 2), "%s", text);
}

/* report_plain(text): about no line. */
static int report_plain(lua_State *L)
{
    message_plain(sandbox_of(L)->messages, EXIT_WRONG, "%s", luaL_checkstring(L, 1));
    return 0;
}

/* unfit(number): what is wrong with it as a float, or nil. */
static int unfit(lua_State *L)
{
    lua_pushstring(L, arithmetic_unfit(sandbox_of(L)->arena, lua_tonumber(L, 1)));
    return 1;
}

/* messages(): how many there are. */
static int count_messages(lua_State *L)
{
    lua_pushinteger(L, sandbox_of(L)->messages->count);
    return 1;
}

/* relabel(first, after, old, new): messages first .. after - 1, counted from 0, that begin with
 * the label old get another. */
static int relabel(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    const char *old = luaL_checkstring(L, 3), *label = luaL_checkstring(L, 4);
    size_t length = strlen(old);
    lua_Integer after = luaL_checkinteger(L, 2);
    for (lua_Integer i = luaL_checkinteger(L, 1); i < after && i < MESSAGES_MAX; i++) {
        const char **text = &s->messages->kept[i].text;
        if (!strncmp(*text, old, length))
            *text = arena_printf(s->arena, "%s%s", label, *text + length);
    }
    return 0;
}

/* silence(): a poison for what has been reported. */
static int silence(lua_State *L)
{
    poison_push(L, NULL);
    return 1;
}

/* end_line(): the line on which the spec returned. */
static int end_line(lua_State *L)
{
    lua_pushinteger(L, sandbox_of(L)->end_line);
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
    /* clang-format off */
    static const luaL_Reg functions[] = {
        { "describe", describe }, { "kind", kind }, { "leaf", leaf }, { "name_node", name_node },
        { "set_number", set_number },
        { "word", word }, { "at", at }, { "print", print },
        { "take_unknown", take_unknown }, { "nearest", nearest }, { "report", report },
        { "report_plain", report_plain }, { "unfit", unfit },
        { "messages", count_messages }, { "relabel", relabel }, { "lines_of", places_lines },
        { "silence", silence }, { "failed", failed }, { "current_line", current_line },
        { "end_line", end_line },
        { "definition", definition_of }, { "unused_definition", unused_definition },
        { NULL, NULL },
    };
    /* clang-format on */
    luaL_setfuncs(L, functions, 0);
    shapes_open(L);
    derivatives_open(L);
    classes_open(L);
}
