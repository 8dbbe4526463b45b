/* places.c - the lines on which a spec writes the fields of its tables.
 *
 * Lua knows the line of a call, not of the fields in its braces. So the text is scanned once, after
 * Lua has found it well formed, for constructors { a = 1, f(x), ... } and assignments x.a = 1. A
 * table is traced to the constructor that stands in the call that got it. When it came in a
 * variable, its keys are looked for in all of the text. Where that leaves a doubt there is no
 * answer, rather than a wrong one. */
#include "spec/front.h"

#include <string.h>

#include "spec/tokens.h"

typedef struct field {
    token key; /* .at NULL: an item of a list */
    int line;
    struct constructor *inside; /* the constructor that is its value, or NULL */
    struct field *next;
} field;

typedef struct call { /* the lines of f and of its ( or {, in f { ... } and f(..., { ... }); or 0 */
    int callee, opening;
} call;

typedef struct constructor {
    call call;         /* of which it is an argument */
    bool is_field;     /* of another constructor */
    bool has_computed; /* keys in brackets, which are not read */
    bool may_grow;     /* ends with a call or ..., which may be any number of items */
    int items;
    field *first, *last;
    struct constructor *next;
} constructor;

typedef struct assignment { /* x.key = */
    token key;
    struct assignment *next;
} assignment;

struct places {
    arena *arena;
    constructor *first, *last;
    assignment *assignments;
};

/* ---- scanning ---- */

typedef struct scan {
    places *places;
    scanner text;
    token before, here, after;
    call call; /* the innermost, while its arguments are scanned */
} scan;

static void advance(scan *s)
{
    s->before = s->here;
    s->here = s->after;
    s->after = token_next(&s->text);
}

/* What stands before ( or { when it is called. */
static bool is_callee(int kind)
{
    return kind == TOKEN_NAME || kind == ')' || kind == ']' || kind == '}';
}

static void scan_one(scan *s);

/* Up to and with the token that closes; `within`: the call whose arguments these are. */
static void scan_group(scan *s, int close, call within)
{
    call outer = s->call;
    s->call = within;
    advance(s);
    while (s->here.kind != close && s->here.kind != TOKEN_END)
        scan_one(s);
    advance(s);
    s->call = outer;
}

static constructor *scan_constructor(scan *s, bool is_field);

static void scan_field(scan *s, constructor *c)
{
    field *f = arena_alloc(s->places->arena, sizeof *f);
    f->line = s->here.line;
    bool is_computed = s->here.kind == '[';
    if (is_computed) {
        c->has_computed = true;
        scan_group(s, ']', (call){ 0 });
        advance(s);
    } else if (s->here.kind == TOKEN_NAME && s->after.kind == '=') {
        f->key = s->here;
        advance(s);
        advance(s);
    }
    if (s->here.kind == '{')
        f->inside = scan_constructor(s, true);
    while (!strchr(",;}", s->here.kind < 256 ? s->here.kind : ' '))
        scan_one(s);
    if (is_computed)
        return;
    c->items += !f->key.at;
    c->may_grow = !f->key.at && !f->inside &&
                  (s->before.kind == ')' || s->before.kind == '}' || s->before.kind == TOKEN_DOTS);
    *(c->first ? &c->last->next : &c->first) = f;
    c->last = f;
}

static constructor *scan_constructor(scan *s, bool is_field)
{
    places *p = s->places;
    constructor *c = arena_alloc(p->arena, sizeof *c);
    call outer = s->call;
    c->is_field = is_field;
    if (!is_field && is_callee(s->before.kind))
        c->call = (call){ s->before.line, s->here.line };
    else if (!is_field && (s->before.kind == '(' || s->before.kind == ','))
        c->call = s->call;
    *(p->first ? &p->last->next : &p->first) = c;
    p->last = c;
    s->call = (call){ 0 };
    advance(s);
    while (s->here.kind != '}' && s->here.kind != TOKEN_END) {
        if (s->here.kind == ',' || s->here.kind == ';')
            advance(s);
        else
            scan_field(s, c);
    }
    advance(s);
    s->call = outer;
    return c;
}

/* A token, with all that it opens. */
static void scan_one(scan *s)
{
    switch (s->here.kind) {
    case '(':
        scan_group(s, ')',
                   is_callee(s->before.kind) ? (call){ s->before.line, s->here.line }
                                             : (call){ 0 });
        break;
    case '[': scan_group(s, ']', (call){ 0 }); break;
    case '{': scan_constructor(s, false); break;
    case TOKEN_BEGINS: scan_group(s, TOKEN_ENDS, (call){ 0 }); break;
    case '.':
        advance(s);
        if (s->here.kind == TOKEN_NAME && s->after.kind == '=') {
            assignment *a = arena_alloc(s->places->arena, sizeof *a);
            *a = (assignment){ .key = s->here, .next = s->places->assignments };
            s->places->assignments = a;
        }
        break;
    default: advance(s); break;
    }
}

static places *places_of(sandbox *s)
{
    if (s->places)
        return s->places;
    places *p = s->places = arena_alloc(s->arena, sizeof *p);
    p->arena = s->arena;
    scan scan = { .places = p, .text = { s->text, s->text + s->size, 1 } };
    advance(&scan);
    for (advance(&scan); scan.here.kind != TOKEN_END;)
        scan_one(&scan);
    return p;
}

/* ---- tables ---- */

/* Whether the table at the index has the field, which is text. */
static bool has_field(lua_State *L, int index, token key)
{
    lua_pushlstring(L, key.at, key.length);
    bool has = lua_rawget(L, index) != LUA_TNIL;
    lua_pop(L, 1);
    return has;
}

/* Whether it may have made the table with so many words as keys; nil leaves nothing in a table. */
static bool may_have_made(lua_State *L, const constructor *c, int index, int keys)
{
    int items = (int)lua_rawlen(L, index), found = 0;
    if (c->may_grow ? items < c->items - 1 : items > c->items)
        return false;
    for (const field *f = c->first; f; f = f->next)
        found += f->key.at && has_field(L, index, f->key);
    return c->has_computed || found >= keys;
}

static bool same_lines(const constructor *a, const constructor *b)
{
    const field *f = a->first, *g = b->first;
    while (f && g && f->line == g->line && f->key.length == g->key.length)
        f = f->next, g = g->next;
    return !f && !g;
}

/* The constructor of the table at the index, an argument of a call on that line, or with line 0 of
 * one that came in a variable; NULL: none, or several. */
static const constructor *find_constructor(lua_State *L, int line, int index)
{
    const constructor *found = NULL;
    int keys = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        keys += lua_type(L, -2) == LUA_TSTRING;
    for (const constructor *c = places_of(sandbox_of(L))->first; c; c = c->next) {
        bool fits = line ? c->call.opening == line || c->call.callee == line
                         : !c->is_field && !c->call.opening;
        if (!fits || !may_have_made(L, c, index, keys))
            continue;
        if (found && !same_lines(found, c))
            return NULL;
        found = c;
    }
    return found;
}

static const constructor *inside_field(const constructor *c, const char *name)
{
    for (const field *f = c ? c->first : NULL; f; f = f->next) {
        if (f->key.at && f->key.length == strlen(name) && !memcmp(f->key.at, name, f->key.length))
            return f->inside;
    }
    return NULL;
}

/* ---- lines ---- */

/* Sets the lines of a constructor in the table at the top of the stack. */
static void set_lines(lua_State *L, const constructor *c)
{
    int item = 0;
    for (const field *f = c ? c->first : NULL; f; f = f->next) {
        lua_pushinteger(L, f->line);
        if (f->key.at) {
            lua_pushlstring(L, f->key.at, f->key.length);
            lua_insert(L, -2);
            lua_rawset(L, -3);
        } else {
            lua_rawseti(L, -2, ++item);
        }
    }
}

/* A key of the table at the index, where the text has it only once. Above the table of lines: the
 * keys that have been met. */
static void set_if_only(lua_State *L, token key, int line, int index, int lines)
{
    if (!key.at || !has_field(L, index, key))
        return;
    bool again = has_field(L, lines + 1, key);
    for (int table = lines; table <= lines + 1; table++) {
        lua_pushlstring(L, key.at, key.length);
        if (again && table == lines)
            lua_pushnil(L);
        else
            lua_pushinteger(L, line);
        lua_rawset(L, table);
    }
}

/* The keys of a table that came in a variable. */
static void set_keys(lua_State *L, const places *p, int index)
{
    int lines = lua_gettop(L);
    lua_newtable(L);
    for (const constructor *c = p->first; c; c = c->next) {
        for (const field *f = c->first; f; f = f->next)
            set_if_only(L, f->key, f->line, index, lines);
    }
    for (const assignment *a = p->assignments; a; a = a->next)
        set_if_only(L, a->key, a->key.line, index, lines);
    lua_settop(L, lines);
}

int places_lines(lua_State *L)
{
    lua_settop(L, 3);
    const constructor *c = find_constructor(L, (int)luaL_checkinteger(L, 1), 2);
    bool is_literal = c;
    if (!lua_isnil(L, 3)) {
        c = inside_field(c ? c : find_constructor(L, 0, 2), luaL_checkstring(L, 3));
        is_literal = c;
        lua_pushvalue(L, 3);
        lua_rawget(L, 2);
        lua_replace(L, 2);
    }
    if (!c)
        c = find_constructor(L, 0, 2);
    lua_newtable(L);
    set_lines(L, c);
    if (!is_literal)
        set_keys(L, sandbox_of(L)->places, 2);
    return 1;
}
