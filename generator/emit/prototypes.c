/* prototypes.c - the generated functions' declarations. */
#include "base/text.h"
#include "emit/signatures.h"
#include "emit/tables.h"

/* Those of another function alone are no user's. */
static bool is_inside(const plan *p, int function)
{
    const unsigned bit = 1U << function;
    return (bit & (WRITE_PREDICT | WRITE_BACKWARD)) && !(p->how.only & bit);
}

/* What a function of each is called with, by those that choose among versions of it. */
static void push_words(lua_State *lua, const plan *p, bool types)
{
    lua_newtable(lua);
    for (int f = 0; f < FUNCTIONS; f++) {
        const signature s = signature_of(p, f);
        text t = { .arena = p->graph.arena };
        for (int i = 0; i < s.count && !types; i++)
            text_add(&t, "%s%s", i ? ", " : "", s.arguments[i].name);
        table_text(lua, function_names[f], types ? s.type : t.size ? t.at : "");
    }
    table_end(lua, types ? "types" : "arguments");
}

void prototypes_push(lua_State *lua, const plan *p)
{
    push_words(lua, p, true);
    push_words(lua, p, false);
    lua_newtable(lua);
    for (int f = 0; f < FUNCTIONS; f++) {
        const signature s = signature_of(p, f);
        text t = { .arena = p->graph.arena };
        text_add(&t, "%s%s @%s(", is_inside(p, f) ? "static " : "", s.type, function_names[f]);
        for (int i = 0; i < s.count; i++)
            text_add(&t, "%s%s%s", i ? ", " : "", s.arguments[i].type, s.arguments[i].name);
        text_add(&t, s.count ? ")" : "void)");
        table_text(lua, function_names[f], t.at);
    }
    table_end(lua, "prototypes");
}
