/* apply.c - gates applied to what a spec gives them. */
#include "spec/front.h"

#include <math.h>

void apply_spend(lua_State *L, int arity)
{
    sandbox *s = sandbox_of(L);
    s->gates_left -= arity > 3 ? arity : 1;
    if (s->gates_left < 0) {
        problem(L, "the spec makes more than %d gates", GATES_MAX);
        luaL_error(L, "enough");
    }
}

/* The value at an index as a node; -1, with a poison pushed, when it is none. */
static ref operand(lua_State *L, const char *name, int index)
{
    ref r = nodes_at(L, index);
    if (r >= 0 && graph_is_numbers(&sandbox_of(L)->spec->graph.nodes[r])) {
        classes_refuse(L, name);
        return -1;
    }
    if (r >= 0)
        return r;
    if (lua_type(L, index) != LUA_TNUMBER) {
        problem(L, "%s: wants nodes or numbers, got %s", name, nodes_describe(L, index));
        return -1;
    }
    double value = lua_tonumber(L, index);
    if (isnan(value)) {
        problem(L, "%s: the number is nan", name);
        return -1;
    }
    apply_spend(L, 0);
    graph *g = &sandbox_of(L)->spec->graph;
    ref constant = graph_constant(g, value);
    g->nodes[constant].line = problems_line(L);
    return constant;
}

static bool element_wise(gate kind)
{
    return gate_table[kind].shape == SHAPE_ELEMENTS || kind == STOP_GRADIENT;
}

/* The shape of an operand; a number's is a scalar's. */
static shape shape_at(lua_State *L, int index)
{
    const shape *s = nodes_shape(L, index);
    return s ? *s : shape_of_size(1);
}

/* Element-wise operands, from `first` on the stack, come to one shape; false after a message. */
static bool spread_operands(lua_State *L, gate kind, int first, int arity, ref *in, shape *to)
{
    graph *g = &sandbox_of(L)->spec->graph;
    arena *a = sandbox_of(L)->arena;
    *to = shape_at(L, first);
    for (int i = 1; i < arity; i++) {
        const shape before = *to, other = shape_at(L, first + i);
        const bool fits = shape_spread(to, &other);
        if (!fits && before.axes == 1 && other.axes == 1)
            return true; /* the gate tells */
        if (!fits)
            problem(L,
                    "%s: shapes %s and %s do not fit: axes are aligned from the last, and each "
                    "pair must be equal, or one of it 1",
                    gate_table[kind].name, shape_text(a, &before), shape_text(a, &other));
        else if (shape_size(to) > VECTOR_MAX)
            problem(L, "%s: shapes %s and %s spread to %s, more than %d elements",
                    gate_table[kind].name, shape_text(a, &before), shape_text(a, &other),
                    shape_text(a, to), VECTOR_MAX);
        if (!fits || shape_size(to) > VECTOR_MAX)
            return false;
    }
    for (int i = 0; i < arity; i++) {
        const shape own = shape_at(L, first + i);
        const int before = g->count;
        in[i] = shape_repeated(g, in[i], &own, to, problems_line(L));
        if (g->count > before)
            apply_spend(L, 1);
    }
    return true;
}

/* Makes a gate of nodes and pushes it. shape: of the result; NULL: a vector. */
static int push_gate(lua_State *L, gate kind, int arity, const ref *in, const shape *as)
{
    graph *g = &sandbox_of(L)->spec->graph;
    long long cols = 0;
    for (int i = 0; i < arity; i++)
        cols += g->nodes[in[i]].cols;
    if (kind == CONCAT && cols > VECTOR_MAX)
        return problem(L, "concat: %lld elements are more than %d", cols, VECTOR_MAX);
    apply_spend(L, arity);
    const char *why = NULL;
    ref r = graph_gate(g, kind, arity, in, problems_line(L), &why);
    if (r < 0)
        return problem(L, "%s", why);
    return as ? nodes_push_shaped(L, r, as) : nodes_push(L, r);
}

/* Applies a gate to the `arity` values from `first` on, and pushes the result. */
static int apply(lua_State *L, gate kind, int first, int arity)
{
    int numbers = 0, integers = 0;
    for (int i = 0; i < arity; i++) {
        if (poison_is(L, first + i)) {
            lua_pushvalue(L, first + i);
            return 1;
        }
        numbers += lua_type(L, first + i) == LUA_TNUMBER;
        integers += lua_isinteger(L, first + i);
    }
    if (numbers == arity && element_wise(kind)) {
        double x[3] = { 0 };
        for (int i = 0; i < arity && i < 3; i++)
            x[i] = lua_tonumber(L, first + i);
        return arithmetic_push(L, arithmetic_gate(kind, x), integers == arity && kind != EXP);
    }
    if (kind == GRAD && lua_type(L, first + 1) == LUA_TNUMBER)
        return problem(L, "grad: x: wants a node, got %s", nodes_describe(L, first + 1));
    ref *in = lua_newuserdatauv(L, sizeof *in * (size_t)arity, 0);
    for (int i = 0; i < arity; i++) {
        in[i] = operand(L, gate_table[kind].name, first + i);
        if (in[i] < 0)
            return 1;
    }
    shape as = shape_at(L, first + (kind == GRAD));
    if (gate_table[kind].shape == SHAPE_ELEMENTS &&
        !spread_operands(L, kind, first, arity, in, &as))
        return 1;
    return push_gate(L, kind, arity, in,
                     element_wise(kind) || kind == GRAD || kind == SOFTMAX ? &as : NULL);
}

int apply_operator(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    return apply(L, kind, 1, gate_table[kind].arity);
}

/* A gate called by its name. */
int apply_called(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    int arity = gate_table[kind].arity, got = lua_gettop(L);
    if (arity < 0 ? got < 1 : got != arity)
        return problem(L, "%s: wants %d%s argument%s, got %d", gate_table[kind].name,
                       arity < 0 ? 1 : arity, arity < 0 ? " or more" : "", arity > 1 ? "s" : "",
                       got);
    return apply(L, kind, 1, got);
}

/* max and min take two or more: max(a, b, c) is max(max(a, b), c). */
int apply_folded(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    int got = lua_gettop(L);
    if (got < 2)
        return problem(L, "%s: wants 2 or more arguments, got %d", gate_table[kind].name, got);
    lua_pushvalue(L, 1);
    for (int i = 2; i <= got; i++) {
        lua_settop(L, got + 1);
        lua_pushvalue(L, i);
        apply(L, kind, got + 1, 2);
        lua_replace(L, got + 1);
    }
    lua_settop(L, got + 1);
    return 1;
}

/* concat { a, b, ... }: a list of any length; `axis` is the only one there is. */
static int concat_list(lua_State *L)
{
    int count = (int)lua_rawlen(L, 1), keys = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        keys++;
    lua_getfield(L, 1, "axis");
    bool has_axis = !lua_isnil(L, -1);
    if (has_axis && lua_tonumber(L, -1) != 1 && lua_tonumber(L, -1) != -1)
        return problem(L, "concat: axis: a vector has axis 1 alone, got %s", nodes_describe(L, -1));
    if (count < 1 || keys != count + has_axis)
        return problem(L, "concat: wants a list without gaps, such as concat { a, b }");
    ref *in = lua_newuserdatauv(L, sizeof *in * (size_t)count, 0);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 1, i + 1);
        if (poison_is(L, -1))
            return 1;
        in[i] = operand(L, "concat", -1);
        if (in[i] < 0)
            return 1;
        lua_pop(L, 1);
    }
    return push_gate(L, CONCAT, count, in, NULL);
}

int apply_concat(lua_State *L)
{
    return lua_gettop(L) == 1 && lua_istable(L, 1) ? concat_list(L) : apply_called(L);
}

/* slice(x, first, last): from 1, both ends included. */
int apply_slice(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    int line = problems_line(L);
    if (lua_gettop(L) != 3)
        return problem(L, "slice: wants slice(x, first, last), got %d arguments", lua_gettop(L));
    int whole[2] = { 0 };
    lua_Integer ends[2];
    for (int i = 0; i < 3; i++) {
        if (poison_is(L, i + 1)) {
            lua_pushvalue(L, i + 1);
            return 1;
        }
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = lua_type(L, i + 2) == LUA_TNUMBER ? lua_tointegerx(L, i + 2, &whole[i]) : 0;
        if (lua_type(L, i + 2) != LUA_TNUMBER || !whole[i])
            return problem(L, "slice: first and last want whole numbers, got %s",
                           nodes_describe(L, i + 2));
    }
    ref x = operand(L, "slice", 1);
    if (x < 0)
        return 1;
    int size = s->spec->graph.nodes[x].cols;
    if (ends[0] < 1 || ends[0] > ends[1] || ends[1] > size)
        return problem(L, "slice: %lld to %lld is not within 1 to %d", (long long)ends[0],
                       (long long)ends[1], size);
    apply_spend(L, 1);
    int first = (int)ends[0] - 1, cols = (int)(ends[1] - ends[0]) + 1;
    return nodes_push(L, graph_slice(&s->spec->graph, x, first, cols, line));
}
