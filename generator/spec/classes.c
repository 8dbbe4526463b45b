/* classes.c - inputs of class numbers: of how many classes, and what may not read them. */
#include <lauxlib.h>

#include "spec/front.h"

int classes_refuse(lua_State *L, const char *name)
{
    return problem(L,
                   "%s: wants values, got class numbers: embedding(classes, n) makes values of "
                   "them",
                   name);
}

/* classes_of(x): how many classes its numbers are of, or nil: it is of values. */
static int classes_of(lua_State *L)
{
    const node *n = &sandbox_of(L)->spec->graph.nodes[nodes_at(L, 1)];
    if (!graph_is_numbers(n))
        return 0;
    lua_pushinteger(L, (lua_Integer)n->value);
    return 1;
}

/* class_numbers(label): the problem of what reads them as if they were values. */
static int class_numbers(lua_State *L)
{
    return classes_refuse(L, luaL_checkstring(L, 1));
}

void classes_open(lua_State *L)
{
    static const luaL_Reg functions[] = { { "classes_of", classes_of },
                                          { "class_numbers", class_numbers },
                                          { NULL, NULL } };
    luaL_setfuncs(L, functions, 0);
}
