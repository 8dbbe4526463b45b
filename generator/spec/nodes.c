/* nodes.c - nodes of the graph as Lua values.
 *
 * A node is a full userdata that holds a ref. Element-wise gates of plain numbers give plain
 * numbers, so a spec may use exp or max in its own arithmetic; a number that meets a node becomes
 * a constant scalar. */
#include "spec/front.h"

#include <math.h>
#include <string.h>

#define NODE "node" /* the metatable, and what Lua's own messages call it */

/* ---- values ---- */

typedef struct box {
    ref of;
    shape shape;
} box;

ref nodes_at(lua_State *L, int index)
{
    const box *b = luaL_testudata(L, index, NODE);
    return b ? b->of : -1;
}

const shape *nodes_shape(lua_State *L, int index)
{
    const box *b = luaL_testudata(L, index, NODE);
    return b ? &b->shape : NULL;
}

int nodes_push_shaped(lua_State *L, ref r, const shape *s)
{
    node *n = &sandbox_of(L)->spec->graph.nodes[r];
    if (s->axes > 1 && !n->shape && n->gate != PARAMETER)
        n->shape = graph_axes_text(sandbox_of(L)->arena, s->axes, s->axis);
    box *b = lua_newuserdatauv(L, sizeof *b, 0);
    *b = (box){ r, *s };
    luaL_setmetatable(L, NODE);
    return 1;
}

int nodes_push(lua_State *L, ref r)
{
    const shape vector = shape_of_size(sandbox_of(L)->spec->graph.nodes[r].cols);
    return nodes_push_shaped(L, r, &vector);
}

const char *nodes_describe(lua_State *L, int index)
{
    sandbox *s = sandbox_of(L);
    const shape *of = nodes_shape(L, index);
    if (of)
        return arena_printf(s->arena, of->axes > 1 ? "a node of %s" : "a node of size %s",
                            shape_text(s->arena, of));
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL: return "nothing";
    case LUA_TBOOLEAN: return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return arena_printf(s->arena, "%lld", (long long)lua_tointeger(L, index));
        return isnan(lua_tonumber(L, index))
                   ? "nan" /* not -nan, which some machines make */
                   : arena_printf(s->arena, "%.14g", lua_tonumber(L, index));
    case LUA_TSTRING: return arena_printf(s->arena, "the string '%.40s'", lua_tostring(L, index));
    default: return arena_printf(s->arena, "a %s", luaL_typename(L, index));
    }
}

/* ---- what nodes do not do ---- */

static int no_comparison(lua_State *L)
{
    if (poison_is(L, 1) || poison_is(L, 2))
        return 0;
    bool or_equal = lua_toboolean(L, lua_upvalueindex(1));
    return luaL_error(L,
                      "nodes cannot be compared with '%s', which gives a boolean: "
                      "use where(%s(a, b), u, v)",
                      or_equal ? "<=" : "<", or_equal ? "le" : "lt");
}

static bool is_gate(const char *name)
{
    bool is = false;
    for (gate g = ABS; g < GATES; g++)
        is |= !strcmp(name, gate_table[g].name);
    return is;
}

static int no_field(lua_State *L)
{
    if (lua_isinteger(L, 2)) {
        lua_Integer i = lua_tointeger(L, 2);
        return luaL_error(L, "a node has no elements in brackets: y[%I] is slice(y, %I, %I)", i, i,
                          i);
    }
    if (lua_type(L, 2) != LUA_TSTRING)
        return luaL_error(L, "a node has no fields: there is no [%s]", nodes_describe(L, 2));
    const char *name = lua_tostring(L, 2);
    if (!strcmp(name, "size"))
        return luaL_error(L, "a node has no field 'size': #y is the number of its elements");
    if (is_gate(name))
        return luaL_error(L, "a node has no field '%s': write %s(y)", name, name);
    return luaL_error(L, "a node has no field '%s'", name);
}

/* ---- setting up ---- */

static int node_size(lua_State *L)
{
    lua_pushinteger(L, sandbox_of(L)->spec->graph.nodes[nodes_at(L, 1)].cols);
    return 1;
}

static int node_text(lua_State *L)
{
    const node *n = &sandbox_of(L)->spec->graph.nodes[nodes_at(L, 1)];
    const shape *of = nodes_shape(L, 1);
    lua_pushfstring(L, of->axes > 1 ? "node of %s (%s)" : "node of size %s (%s)",
                    shape_text(sandbox_of(L)->arena, of), gate_table[n->gate].name);
    return 1;
}

/* f with a gate as its upvalue, as a field of the table at the top of the stack. */
static void set_closure(lua_State *L, const char *field, lua_CFunction f, gate kind)
{
    lua_pushinteger(L, (lua_Integer)kind);
    lua_pushcclosure(L, f, 1);
    lua_setfield(L, -2, field);
}

static void make_metatable(lua_State *L)
{
    static const struct {
        const char *field;
        gate kind;
    } operators[] = {
        { "__add", ADD }, { "__sub", SUB }, { "__mul", MUL },
        { "__div", DIV }, { "__pow", POW }, { "__unm", NEG },
    };
    luaL_newmetatable(L, NODE);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        set_closure(L, operators[i].field, apply_operator, operators[i].kind);
    lua_pushboolean(L, 0);
    lua_pushcclosure(L, no_comparison, 1);
    lua_setfield(L, -2, "__lt");
    lua_pushboolean(L, 1);
    lua_pushcclosure(L, no_comparison, 1);
    lua_setfield(L, -2, "__le");
    lua_pushcfunction(L, no_field);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, node_size);
    lua_setfield(L, -2, "__len");
    lua_pushcfunction(L, node_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void nodes_open(lua_State *L)
{
    /* clang-format off */
    static const gate called[] = {
        ABS, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF, LT, LE, GT, GE,
        WHERE, STOP_GRADIENT, SUM, LOGSUMEXP, SOFTMAX, MATMUL, GRAD,
    };
    /* clang-format on */
    make_metatable(L);
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        set_closure(L, gate_table[called[i]].name, apply_called, called[i]);
    set_closure(L, "max", apply_folded, MAX);
    set_closure(L, "min", apply_folded, MIN);
    set_closure(L, "concat", apply_concat, CONCAT);
    lua_pushcfunction(L, apply_slice);
    lua_setfield(L, -2, "slice");
    lua_pushcfunction(L, node_size);
    lua_setfield(L, -2, "size");
}
