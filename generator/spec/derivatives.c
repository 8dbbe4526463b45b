/* derivatives.c - the words for products of a Jacobian: vjp, jvp, hvp, and jacobian. */
#include "spec/front.h"

static const char *const calls[] = {
    [VJP] = "vjp(y, x, v)",
    [JVP] = "jvp(y, x, v)",
    [JACOBIAN] = "jacobian(y, x)",
    [GRAD] = "hvp(E, x, v)",
};

typedef struct called { /* by which word, for messages */
    const char *name, *form;
} called;

/* The vector, a node of the shape of the node at index `like` or a scalar that spreads; -1, with a
 * poison pushed, when it is none. */
static ref vector_like(lua_State *L, const called *w, int like)
{
    sandbox *s = sandbox_of(L);
    graph *g = &s->spec->graph;
    const shape *is = nodes_shape(L, 3), *wanted = nodes_shape(L, like);
    const ref of = nodes_at(L, like);
    const int line = problems_line(L), cols = g->nodes[of].rows * g->nodes[of].cols;
    ref v = nodes_at(L, 3);
    if (!is && lua_type(L, 3) != LUA_TNUMBER) {
        problem(L, "%s: v: wants a node or a number, got %s", w->name, nodes_describe(L, 3));
        return -1;
    }
    if (!is) {
        v = graph_constant(g, lua_tonumber(L, 3));
        g->nodes[v].line = line;
    }
    if (g->nodes[v].cols == 1 && cols > 1)
        return graph_spread(g, v, cols, line);
    bool same = !is || is->axes == wanted->axes;
    for (int k = 0; is && same && k < is->axes; k++)
        same = is->axis[k] == wanted->axis[k];
    if (!same) {
        problem(L, "%s: v is %s, and %s is %s: they must be of one shape", w->name,
                shape_text(s->arena, is), like == 2 ? "x" : "y", shape_text(s->arena, wanted));
        return -1;
    }
    return v;
}

static int push_derivative(lua_State *L, gate kind, const ref *in, const shape *as)
{
    graph *g = &sandbox_of(L)->spec->graph;
    const char *why = NULL;
    apply_spend(L, 2);
    return nodes_push_shaped(L,
                             graph_gate(g, kind, gate_table[kind].arity, in, problems_line(L),
                                        &why),
                             as);
}

static int push_jacobian(lua_State *L, const ref *in)
{
    sandbox *s = sandbox_of(L);
    const graph *g = &s->spec->graph;
    const int rows = g->nodes[in[0]].cols, cols = g->nodes[in[1]].rows * g->nodes[in[1]].cols;
    const shape as = { 2, { rows, cols } };
    if (shape_size(&as) > VECTOR_MAX)
        return problem(L, "jacobian: %d x %d makes more than %d elements", rows, cols, VECTOR_MAX);
    return push_derivative(L, JACOBIAN, in, &as);
}

/* Upvalue 1: the gate; GRAD: hvp, which is the vjp of a gradient, for a Hessian is symmetric. */
static int derivative(lua_State *L)
{
    const gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    const called w = { kind == GRAD ? "hvp" : gate_table[kind].name, calls[kind] };
    const int wanted = kind == JACOBIAN ? 2 : 3, got = lua_gettop(L);
    if (got != wanted)
        return problem(L, "%s: wants %s, got %d argument%s", w.name, w.form, got,
                       got == 1 ? "" : "s");
    for (int i = 1; i <= got; i++)
        if (poison_is(L, i)) {
            lua_pushvalue(L, i);
            return 1;
        }
    for (int i = 1; i <= 2; i++)
        if (nodes_at(L, i) < 0)
            return problem(L, "%s: %s: wants a node, got %s", w.name,
                           i == 2         ? "x"
                           : kind == GRAD ? "E"
                                          : "y",
                           nodes_describe(L, i));
    for (int i = 1; i <= got; i++)
        if (nodes_at(L, i) >= 0 &&
            graph_is_numbers(&sandbox_of(L)->spec->graph.nodes[nodes_at(L, i)]))
            return problem(L, "%s: wants values, got class numbers", w.name);
    ref in[3] = { nodes_at(L, 1), nodes_at(L, 2), -1 };
    graph *g = &sandbox_of(L)->spec->graph;
    const shape at = *nodes_shape(L, kind == JVP ? 1 : 2);
    if (kind == GRAD && g->nodes[in[0]].cols != 1)
        return problem(L, "hvp: wants a scalar to derive, got a node of size %d: sum(y) makes one",
                       g->nodes[in[0]].cols);
    if (kind == JACOBIAN)
        return push_jacobian(L, in);
    in[2] = vector_like(L, &w, kind == VJP ? 1 : 2);
    if (in[2] < 0)
        return 1;
    if (kind == GRAD) {
        push_derivative(L, GRAD, in, &at);
        in[0] = nodes_at(L, -1);
    }
    return push_derivative(L, kind == GRAD ? VJP : kind, in, &at);
}

void derivatives_open(lua_State *L)
{
    static const gate kinds[] = { VJP, JVP, JACOBIAN, GRAD };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        lua_pushinteger(L, (lua_Integer)kinds[i]);
        lua_pushcclosure(L, derivative, 1);
        lua_setfield(L, -2, kinds[i] == GRAD ? "hvp" : gate_table[kinds[i]].name);
    }
}
