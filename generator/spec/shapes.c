/* shapes.c - axes of nodes. To the graph a value is a row of elements; its axes belong to the Lua
 * value that stands for it, so that a reshape is no gate. What moves elements, or sums them along
 * an axis, is one gate, CONTRACT, of which shapes.lua makes the loops. */
#include "spec/front.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "graph/nest.h"

shape shape_of_size(int size)
{
    return (shape){ 1, { size } };
}

const char *shape_text(arena *a, const shape *s)
{
    text t = { .arena = a };
    for (int k = 0; k < s->axes; k++)
        text_add(&t, "%s%d", k ? " x " : "", s->axis[k]);
    return t.at;
}

/* ---- spreading ---- */

bool shape_spread(shape *to, const shape *by)
{
    const int axes = to->axes > by->axes ? to->axes : by->axes;
    shape both = { .axes = axes };
    for (int k = 0; k < axes; k++) { /* from the last axis */
        const int a = k < to->axes ? to->axis[to->axes - 1 - k] : 1;
        const int b = k < by->axes ? by->axis[by->axes - 1 - k] : 1;
        if (a != b && a != 1 && b != 1)
            return false;
        both.axis[axes - 1 - k] = a == 1 ? b : a;
    }
    *to = both;
    return true;
}

long long shape_size(const shape *s)
{
    long long size = 1;
    for (int k = 0; k < s->axes; k++)
        size *= s->axis[k];
    return size;
}

ref shape_repeated(graph *g, ref r, const shape *from, const shape *to, int line)
{
    const int cols = (int)shape_size(to);
    nest loops = { .axes = to->axes };
    int y = 1, a = 1;
    if (g->nodes[r].cols == cols || g->nodes[r].cols == 1)
        return r; /* a scalar spreads by itself */
    for (int k = to->axes; k-- > 0;) {
        const int own = k - (to->axes - from->axes);
        const int size = own >= 0 ? from->axis[own] : 1;
        loops.size[k] = to->axis[k];
        loops.stride[k][NEST_Y] = y;
        loops.stride[k][NEST_A] = size == 1 ? 0 : a;
        y *= to->axis[k];
        a *= size;
    }
    return graph_contract(g, 1, &r, &loops, cols, line);
}

/* ---- for shapes.lua ---- */

/* The shape in the list at an index of the stack. */
static shape shape_at(lua_State *L, int index)
{
    shape s = { .axes = (int)lua_rawlen(L, index) };
    if (s.axes < 1 || s.axes > VALUE_AXES)
        luaL_error(L, "internal: a shape of %d axes", s.axes);
    for (int k = 0; k < s.axes; k++) {
        lua_rawgeti(L, index, k + 1);
        s.axis[k] = (int)lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    return s;
}

/* shape(x): the list of its axes */
static int shape_list(lua_State *L)
{
    const shape *s = nodes_shape(L, 1);
    if (poison_is(L, 1)) {
        lua_pushvalue(L, 1);
        return 1;
    }
    if (!s)
        return problem(L, "shape: wants a node, got %s", nodes_describe(L, 1));
    lua_createtable(L, s->axes, 0);
    for (int k = 0; k < s->axes; k++) {
        lua_pushinteger(L, s->axis[k]);
        lua_rawseti(L, -2, k + 1);
    }
    return 1;
}

/* shape_name(x): "28 x 28 x 1" */
static int shape_name(lua_State *L)
{
    lua_pushstring(L, shape_text(sandbox_of(L)->arena, nodes_shape(L, 1)));
    return 1;
}

/* with_shape(x, list): the same elements */
static int with_shape(lua_State *L)
{
    const shape s = shape_at(L, 2);
    return nodes_push_shaped(L, nodes_at(L, 1), &s);
}

static int integer_at(lua_State *L, int index, int i)
{
    lua_rawgeti(L, index, i);
    const int value = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

/* Whether the loops stay within the elements of a role. */
static bool stays_within(const nest *n, int role, int count)
{
    int64_t low = n->first[role], high = low;
    for (int k = 0; k < n->axes; k++) {
        const int64_t reach = (int64_t)n->stride[k][role] * (n->size[k] - 1);
        low += reach < 0 ? reach : 0;
        high += reach > 0 ? reach : 0;
    }
    return low >= 0 && high < count;
}

/* contract(shape, axes, first, a [, b]): axes are { size, stride of y, of a, of b }; first: of y,
 * a, b. nil where it takes too many rounds. */
static int contract(lua_State *L)
{
    const shape s = shape_at(L, 1);
    graph *g = &sandbox_of(L)->spec->graph;
    const ref in[2] = { nodes_at(L, 4), nodes_at(L, 5) };
    const int arity = in[1] >= 0 ? 2 : 1;
    nest n = { .axes = (int)lua_rawlen(L, 2) };
    int64_t rounds = 1;
    if (n.axes > NEST_AXES || in[0] < 0)
        return luaL_error(L, "internal: a sum of %d axes", n.axes);
    for (int k = 0; k < n.axes; k++) {
        lua_rawgeti(L, 2, k + 1);
        n.size[k] = integer_at(L, -1, 1);
        for (int role = 0; role < (arity > 1 ? NEST_ROLES : NEST_B); role++)
            n.stride[k][role] = integer_at(L, -1, 2 + role);
        lua_pop(L, 1);
        rounds = rounds <= ROUNDS_MAX ? rounds * n.size[k] : rounds;
    }
    for (int role = 0; role < (arity > 1 ? NEST_ROLES : NEST_B); role++)
        n.first[role] = integer_at(L, 3, 1 + role);
    if (rounds > ROUNDS_MAX)
        return 0;
    const int cols = (int)shape_size(&s);
    if (!stays_within(&n, NEST_Y, cols) ||
        !stays_within(&n, NEST_A, g->nodes[in[0]].rows * g->nodes[in[0]].cols) ||
        (arity > 1 && !stays_within(&n, NEST_B, g->nodes[in[1]].rows * g->nodes[in[1]].cols)))
        return luaL_error(L, "internal: a sum leaves its operands");
    apply_spend(L, 1);
    return nodes_push_shaped(L, graph_contract(g, arity, in, &n, cols, problems_line(L)), &s);
}

/* A gate of the shape at 1, whose .index is the number at `index`. */
static int push_of_rows(lua_State *L, gate of, int arity, const ref *in, int index)
{
    const shape s = shape_at(L, 1);
    apply_spend(L, 1);
    const node n = { .gate = of,
                     .arity = arity,
                     .in = in,
                     .rows = 1,
                     .cols = (int)shape_size(&s),
                     .index = (int)lua_tointeger(L, index),
                     .line = problems_line(L) };
    return nodes_push_shaped(L, graph_append(&sandbox_of(L)->spec->graph, &n), &s);
}

/* largest(shape, x, length): x as `length` rows, of each column */
static int largest(lua_State *L)
{
    const ref x = nodes_at(L, 2);
    return push_of_rows(L, AMAX, 1, &x, 3);
}

/* gather(shape, table, ids, length): a row for each class number */
static int gather(lua_State *L)
{
    const ref in[2] = { nodes_at(L, 2), nodes_at(L, 3) };
    return push_of_rows(L, GATHER, 2, in, 4);
}

/* batch_mean(x): over the samples */
static int batch_mean(lua_State *L)
{
    const ref x = nodes_at(L, 1);
    const shape s = *nodes_shape(L, 1);
    const char *why = NULL;
    apply_spend(L, 1);
    return nodes_push_shaped(L,
                             graph_gate(&sandbox_of(L)->spec->graph, MEAN_N, 1, &x,
                                        problems_line(L), &why),
                             &s);
}

/* learning(a, b): a in loss, backward and step, b of the same shape in predict and forward */
static int learning(lua_State *L)
{
    const ref in[2] = { nodes_at(L, 1), nodes_at(L, 2) };
    const shape s = *nodes_shape(L, 1);
    const char *why = NULL;
    apply_spend(L, 1);
    return nodes_push_shaped(L,
                             graph_gate(&sandbox_of(L)->spec->graph, LEARNING, 2, in,
                                        problems_line(L), &why),
                             &s);
}

void shapes_open(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "shape", shape_list },      { "shape_name", shape_name }, { "with_shape", with_shape },
        { "contract", contract },     { "largest", largest },       { "gather", gather },
        { "batch_mean", batch_mean }, { "learning", learning },     { NULL, NULL }
    };
    luaL_setfuncs(L, functions, 0);
    lua_pushinteger(L, VALUE_AXES);
    lua_setfield(L, -2, "axes_max");
}
