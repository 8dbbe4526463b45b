/* words.c - the environment of a spec: its words, and what becomes of words that nobody knows.
 *
 * Reading an unknown word gives a poison that remembers its name and line. Whoever finds it (an
 * activation, a layer, a loss) reports it in its own terms; what nobody reports is reported at the
 * end. Every operation on a poison is silent, so that one slip gives one message. */
#include "base/nearest.h"
#include "spec/front.h"

#include <string.h>

#define POISON "poison"
#define HOST "host" /* registry: the prelude's environment */

enum {
    UNKNOWN_MAX = 100,
    VARIABLES_MAX = 1000 /* that an unknown word is compared with */
};

/* ---- poison ---- */

void poison_push(lua_State *L, unknown *u)
{
    unknown **box = lua_newuserdatauv(L, sizeof(unknown *), 0);
    *box = u;
    luaL_setmetatable(L, POISON);
}

bool poison_is(lua_State *L, int index)
{
    return luaL_testudata(L, index, POISON);
}

unknown *poison_word(lua_State *L, int index)
{
    return *(unknown **)luaL_checkudata(L, index, POISON);
}

static int poisoned(lua_State *L) /* an operation on one: the poison itself */
{
    lua_pushvalue(L, poison_is(L, 1) ? 1 : 2);
    return 1;
}

static int poisoned_field(lua_State *L) /* no elements, so that ipairs ends */
{
    if (lua_type(L, 2) == LUA_TSTRING)
        return poisoned(L);
    return 0;
}

static int poisoned_call(lua_State *L)
{
    if (lua_gettop(L) == 3 && lua_isnil(L, 2) && lua_isnil(L, 3))
        return 0; /* as the iterator of a for: nothing to iterate */
    return poisoned(L);
}

static int nothing(lua_State *L)
{
    (void)L;
    return 0;
}

static int zero(lua_State *L)
{
    lua_pushinteger(L, 0);
    return 1;
}

static int poison_text(lua_State *L)
{
    const unknown *u = poison_word(L, 1);
    lua_pushstring(L, u ? u->name : "error");
    return 1;
}

static bool is_standard(const char *name)
{
    /* clang-format off */
    static const char *const absent[] = {
        "_G", "_VERSION", "collectgarbage", "coroutine", "debug", "dofile", "getmetatable", "io",
        "load", "loadfile", "loadstring", "os", "package", "pcall", "rawequal", "rawget", "rawlen",
        "rawset", "require", "setmetatable", "string", "table", "utf8", "warn", "xpcall",
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        if (!strcmp(name, absent[i]))
            return true;
    }
    return false;
}

void words_report_unknown(sandbox *s)
{
    for (unknown *u = s->unknowns; u; u = u->next) {
        if (u->reported)
            continue;
        u->reported = true;
        if (is_standard(u->name))
            message_add(s->messages, u->line, "'%s' is not part of the spec language", u->name);
        else if (u->near)
            message_add(s->messages, u->line, "unknown word '%s' (did you mean '%s'?)", u->name,
                        u->near);
        else
            message_add(s->messages, u->line, "unknown word '%s'", u->name);
    }
}

/* ---- suggestions ---- */

/* The nearest so far of a kind. */
typedef struct best {
    const char *word;
    int rank;
} best;

static void compare(best *b, const char *name, const char *candidate)
{
    int rank = candidate && *candidate != '(' ? nearest_rank(name, candidate) : -1;
    bool is_equal = b->word && rank == b->rank && strcmp(candidate, b->word) < 0;
    if (rank >= 0 && (!b->word || rank < b->rank || is_equal))
        *b = (best){ candidate, rank };
}

typedef struct variables { /* of the spec: the nearest of each type of value */
    const char *name;
    best near[LUA_NUMTYPES];
    int left;
} variables;

/* A variable, its value at the top of the stack. */
static void compare_variable(lua_State *L, variables *v, const char *candidate)
{
    if (v->left > 0)
        compare(&v->near[lua_type(L, -1)], v->name, candidate);
    v->left--;
}

/* What the spec's function at level 1 can see, and what the environment at index 1 has of its own.
 * The names last as long as the function and the environment. */
static void compare_variables(lua_State *L, variables *v)
{
    lua_Debug frame;
    if (lua_getstack(L, 1, &frame)) {
        const char *name;
        for (int i = 1; (name = lua_getlocal(L, &frame, i)); i++, lua_pop(L, 1))
            compare_variable(L, v, name);
        lua_getinfo(L, "f", &frame);
        for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++, lua_pop(L, 1))
            compare_variable(L, v, strcmp(name, "_ENV") ? name : NULL);
        lua_pop(L, 1);
    }
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        compare_variable(L, v, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL);
        if (v->left <= 0) {
            lua_pop(L, 2);
            break;
        }
    }
}

/* What the word at index 2 may mean where nothing says what is wanted; the words are upvalue 1. */
static const char *suggest_any(lua_State *L, const unknown *u)
{
    best near = { 0 };
    lua_getfield(L, LUA_REGISTRYINDEX, HOST);
    lua_getfield(L, -1, "meaning_of_word");
    lua_pushvalue(L, 2);
    lua_call(L, 1, 1);
    if (lua_isstring(L, -1))
        return lua_tostring(L, -1);
    for (int type = 0; type < LUA_NUMTYPES; type++)
        compare(&near, u->name, u->own[type]);
    for (lua_pushnil(L); lua_next(L, lua_upvalueindex(1)); lua_pop(L, 1))
        compare(&near, u->name, lua_tostring(L, -2));
    return near.word;
}

/* ---- the environment ---- */

static unknown *new_unknown(lua_State *L, const char *name, int line)
{
    sandbox *s = sandbox_of(L);
    if (s->unknown_count++ == UNKNOWN_MAX)
        luaL_error(L, "too many unknown words");
    unknown *u = arena_alloc(s->arena, sizeof *u);
    u->name = arena_copy(s->arena, name);
    u->line = line;
    variables v = { .name = u->name, .left = VARIABLES_MAX };
    compare_variables(L, &v);
    for (int type = 0; type < LUA_NUMTYPES; type++)
        u->own[type] = v.near[type].word ? arena_copy(s->arena, v.near[type].word) : NULL;
    const char *near = suggest_any(L, u);
    u->near = near ? arena_copy(s->arena, near) : NULL;
    *s->next_unknown = u;
    s->next_unknown = &u->next;
    return u;
}

/* The __index of the environment. Upvalues: the words; name -> line -> poison. */
static int read_word(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL || lua_type(L, 2) != LUA_TSTRING)
        return 1;
    int line = problems_line(L);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL) {
        lua_newtable(L);
        lua_pushvalue(L, 2);
        lua_pushvalue(L, -2);
        lua_rawset(L, lua_upvalueindex(2));
        lua_replace(L, -2);
    }
    int lines = lua_gettop(L);
    if (lua_rawgeti(L, lines, line) == LUA_TNIL) {
        poison_push(L, new_unknown(L, lua_tostring(L, 2), line));
        lua_pushvalue(L, -1);
        lua_rawseti(L, lines, line);
    }
    return 1;
}

void words_environment(lua_State *L)
{
    lua_newtable(L);
    lua_newtable(L);
    lua_getfield(L, LUA_REGISTRYINDEX, HOST);
    lua_getfield(L, -1, "words");
    lua_remove(L, -2);
    lua_newtable(L);
    lua_pushcclosure(L, read_word, 2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

void words_open(lua_State *L)
{
    /* clang-format off */
    static const luaL_Reg metamethods[] = {
        { "__add", poisoned }, { "__sub", poisoned }, { "__mul", poisoned }, { "__div", poisoned },
        { "__mod", poisoned }, { "__pow", poisoned }, { "__unm", poisoned }, { "__idiv", poisoned },
        { "__band", poisoned }, { "__bor", poisoned }, { "__bxor", poisoned },
        { "__shl", poisoned }, { "__shr", poisoned }, { "__bnot", poisoned },
        { "__concat", poisoned }, { "__call", poisoned_call }, { "__index", poisoned_field },
        { "__newindex", nothing }, { "__lt", nothing }, { "__le", nothing }, { "__len", zero },
        { "__tostring", poison_text }, { NULL, NULL },
    };
    /* clang-format on */
    luaL_newmetatable(L, POISON);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, HOST);
}
