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

enum { UNKNOWN_MAX = 1000, CANDIDATES_MAX = 400 };

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
    static const char *const absent[] = {
        "_G", "_VERSION", "collectgarbage", "coroutine", "debug", "dofile", "getmetatable", "io",
        "load", "loadfile", "loadstring", "os", "package", "pcall", "rawequal", "rawget", "rawlen",
        "rawset", "require", "setmetatable", "string", "table", "utf8", "warn", "xpcall",
    };
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

typedef struct candidates {
    const char *word[CANDIDATES_MAX];
    int count;
} candidates;

static void add_candidate(candidates *c, const char *word)
{
    if (word && *word != '(' && c->count < CANDIDATES_MAX) /* "(temporary)" is no name */
        c->word[c->count++] = word;
}

/* The string keys of the table at the top of the stack, or its strings. */
static void add_table(lua_State *L, candidates *c, bool keys)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, keys ? -2 : -1) == LUA_TSTRING)
            add_candidate(c, lua_tostring(L, keys ? -2 : -1));
    }
}

/* The names that the spec's function at level 1 can see. */
static void add_locals(lua_State *L, candidates *c)
{
    lua_Debug frame;
    if (!lua_getstack(L, 1, &frame))
        return;
    const char *name;
    for (int i = 1; (name = lua_getlocal(L, &frame, i)); i++) {
        add_candidate(c, name);
        lua_pop(L, 1);
    }
    lua_getinfo(L, "f", &frame);
    for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++) {
        add_candidate(c, strcmp(name, "_ENV") ? name : NULL);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* ---- the environment ---- */

static unknown *find_unknown(sandbox *s, const char *name, int line, unknown ***end)
{
    for (*end = &s->unknowns; **end; *end = &(**end)->next) {
        if ((**end)->line == line && !strcmp((**end)->name, name))
            return **end;
    }
    return NULL;
}

/* The __index of the environment; upvalue 1: the words. */
static int read_word(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL || lua_type(L, 2) != LUA_TSTRING)
        return 1;
    sandbox *s = sandbox_of(L);
    const char *name = lua_tostring(L, 2);
    int line = sandbox_line(L);
    unknown **end, *u = find_unknown(s, name, line, &end);
    if (!u) {
        if (s->unknown_count++ == UNKNOWN_MAX)
            return luaL_error(L, "too many unknown words");
        candidates c = { .count = 0 };
        add_locals(L, &c);
        lua_pushvalue(L, 1); /* what the spec itself has set */
        add_table(L, &c, true);
        lua_pushvalue(L, lua_upvalueindex(1));
        add_table(L, &c, true);
        lua_getfield(L, LUA_REGISTRYINDEX, HOST);
        if (lua_getfield(L, -1, "network_keys") == LUA_TTABLE)
            add_table(L, &c, false);
        const char *near = nearest_word(name, c.word, c.count);
        u = *end = arena_alloc(s->arena, sizeof *u);
        *u = (unknown){ .name = arena_copy(s->arena, name), .line = line,
                        .near = near ? arena_copy(s->arena, near) : NULL };
    }
    poison_push(L, u);
    return 1;
}

void words_environment(lua_State *L)
{
    lua_newtable(L);
    lua_newtable(L);
    lua_getfield(L, LUA_REGISTRYINDEX, HOST);
    lua_getfield(L, -1, "words");
    lua_remove(L, -2);
    lua_pushcclosure(L, read_word, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

void words_open(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        { "__add", poisoned }, { "__sub", poisoned }, { "__mul", poisoned }, { "__div", poisoned },
        { "__mod", poisoned }, { "__pow", poisoned }, { "__unm", poisoned }, { "__idiv", poisoned },
        { "__band", poisoned }, { "__bor", poisoned }, { "__bxor", poisoned },
        { "__shl", poisoned }, { "__shr", poisoned }, { "__bnot", poisoned },
        { "__concat", poisoned }, { "__call", poisoned_call }, { "__index", poisoned_field },
        { "__newindex", nothing }, { "__lt", nothing }, { "__le", nothing }, { "__len", zero },
        { "__tostring", poison_text }, { NULL, NULL },
    };
    luaL_newmetatable(L, POISON);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, HOST);
}
