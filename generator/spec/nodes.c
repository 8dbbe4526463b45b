/* nodes.c - nodes of the graph as Lua values: operators, gates, leaves.
 *
 * A node is a full userdata that holds a ref. Element-wise gates of plain numbers give plain
 * numbers, so a spec may use exp or max in its own arithmetic; a number that meets a node becomes
 * a constant scalar. */
#include "spec/front.h"

#include <math.h>
#include <string.h>

#define NODE "node" /* the metatable, and what Lua's own messages call it */

/* ---- values ---- */

ref nodes_at(lua_State *L, int index)
{
    const ref *r = luaL_testudata(L, index, NODE);
    return r ? *r : -1;
}

int nodes_push(lua_State *L, ref r)
{
    ref *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = r;
    luaL_setmetatable(L, NODE);
    return 1;
}

const char *nodes_describe(lua_State *L, int index)
{
    sandbox *s = sandbox_of(L);
    ref r = nodes_at(L, index);
    if (r >= 0)
        return arena_printf(s->arena, "a node of size %d", s->spec->graph.nodes[r].cols);
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return "nothing";
    case LUA_TBOOLEAN:
        return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return arena_printf(s->arena, "%lld", (long long)lua_tointeger(L, index));
        return isnan(lua_tonumber(L, index)) ? "nan" /* not -nan, which some machines make */
                                             : arena_printf(s->arena, "%.14g",
                                                            lua_tonumber(L, index));
    case LUA_TSTRING:
        return arena_printf(s->arena, "the string '%.40s'", lua_tostring(L, index));
    default:
        return arena_printf(s->arena, "a %s", luaL_typename(L, index));
    }
}

/* ---- gates ---- */

static double sigmoid(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

static double of_numbers(gate kind, const double x[3])
{
    double a = x[0], b = x[1];
    switch (kind) {
    case MAX: return a > b ? a : b;
    case MIN: return a < b ? a : b;
    case ABS: return fabs(a);
    case EXP: return exp(a);
    case EXPM1: return expm1(a);
    case LOG: return log(a);
    case LOG1P: return log1p(a);
    case SQRT: return sqrt(a);
    case SIN: return sin(a);
    case COS: return cos(a);
    case TANH: return tanh(a);
    case SIGMOID: return sigmoid(a);
    case SOFTPLUS: return a > 0 ? a + log1p(exp(-a)) : log1p(exp(a));
    case ERF: return erf(a);
    case LT: return a < b;
    case LE: return a <= b;
    case GT: return a > b;
    case GE: return a >= b;
    case WHERE: return a != 0 ? b : x[2];
    default: return a; /* STOP_GRADIENT; operators of numbers are Lua's own */
    }
}

/* A count stays a count: max(3, 4) is 4, not 4.0. */
static int push_number(lua_State *L, double value, bool whole)
{
    if (whole && value == floor(value) && fabs(value) < 0x1p53)
        lua_pushinteger(L, (lua_Integer)value);
    else
        lua_pushnumber(L, value);
    return 1;
}

static void spend_gate(lua_State *L, int arity)
{
    sandbox *s = sandbox_of(L);
    s->gates_left -= arity > 3 ? arity : 1;
    if (s->gates_left < 0) {
        sandbox_problem(L, sandbox_line(L), "the spec makes more than %d gates", GATES_MAX);
        luaL_error(L, "enough");
    }
}

/* The value at an index as a node; -1, with a poison pushed, when it is none. */
static ref operand(lua_State *L, const char *name, int index)
{
    ref r = nodes_at(L, index);
    if (r >= 0)
        return r;
    if (lua_type(L, index) != LUA_TNUMBER) {
        sandbox_problem(L, sandbox_line(L), "%s: wants nodes or numbers, got %s", name,
                        nodes_describe(L, index));
        return -1;
    }
    double value = lua_tonumber(L, index);
    if (isnan(value)) {
        sandbox_problem(L, sandbox_line(L), "%s: the number is nan", name);
        return -1;
    }
    spend_gate(L, 0);
    return graph_constant(&sandbox_of(L)->spec->graph, value);
}

static bool element_wise(gate kind)
{
    return gate_table[kind].shape == SHAPE_ELEMENTS || kind == STOP_GRADIENT;
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
        return push_number(L, of_numbers(kind, x), integers == arity && kind != EXP);
    }
    sandbox *s = sandbox_of(L);
    ref *in = lua_newuserdatauv(L, sizeof *in * (size_t)arity, 0);
    long long cols = 0;
    for (int i = 0; i < arity; i++) {
        in[i] = operand(L, gate_table[kind].name, first + i);
        if (in[i] < 0)
            return 1;
        cols += s->spec->graph.nodes[in[i]].cols;
    }
    if (kind == CONCAT && cols > VECTOR_MAX)
        return sandbox_problem(L, sandbox_line(L), "concat: %lld elements are more than %d", cols,
                               VECTOR_MAX);
    spend_gate(L, arity);
    const char *why = NULL;
    ref r = graph_gate(&s->spec->graph, kind, arity, in, sandbox_line(L), &why);
    return r >= 0 ? nodes_push(L, r) : sandbox_problem(L, sandbox_line(L), "%s", why);
}

/* An operator: exactly its own operands (Lua passes - a second one). Upvalue: the gate. */
static int operator(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    return apply(L, kind, 1, gate_table[kind].arity);
}

/* A gate called by its name. */
static int call_gate(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    int arity = gate_table[kind].arity, got = lua_gettop(L);
    if (arity < 0 ? got < 1 : got != arity)
        return sandbox_problem(L, sandbox_line(L), "%s: wants %d%s argument%s, got %d",
                               gate_table[kind].name, arity < 0 ? 1 : arity,
                               arity < 0 ? " or more" : "", arity > 1 ? "s" : "", got);
    return apply(L, kind, 1, got);
}

/* max and min take two or more: max(a, b, c) is max(max(a, b), c). */
static int fold_gate(lua_State *L)
{
    gate kind = (gate)lua_tointeger(L, lua_upvalueindex(1));
    int got = lua_gettop(L);
    if (got < 2)
        return sandbox_problem(L, sandbox_line(L), "%s: wants 2 or more arguments, got %d",
                               gate_table[kind].name, got);
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

/* slice(x, first, last): from 1, both ends included. */
static int slice(lua_State *L)
{
    sandbox *s = sandbox_of(L);
    int line = sandbox_line(L);
    if (lua_gettop(L) != 3)
        return sandbox_problem(L, line, "slice: wants slice(x, first, last), got %d arguments",
                               lua_gettop(L));
    int whole[2];
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
            return sandbox_problem(L, line, "slice: first and last want whole numbers, got %s",
                                   nodes_describe(L, i + 2));
    }
    ref x = operand(L, "slice", 1);
    if (x < 0)
        return 1;
    int size = s->spec->graph.nodes[x].cols;
    if (ends[0] < 1 || ends[0] > ends[1] || ends[1] > size)
        return sandbox_problem(L, line, "slice: %lld to %lld is not within 1 to %d",
                               (long long)ends[0], (long long)ends[1], size);
    spend_gate(L, 1);
    int first = (int)ends[0] - 1, cols = (int)(ends[1] - ends[0]) + 1;
    return nodes_push(L, graph_slice(&s->spec->graph, x, first, cols, line));
}

static int no_comparison(lua_State *L)
{
    if (poison_is(L, 1) || poison_is(L, 2))
        return 0;
    bool or_equal = lua_toboolean(L, lua_upvalueindex(1));
    return luaL_error(L, "nodes cannot be compared with '%s', which gives a boolean: "
                         "use where(%s(a, b), u, v)",
                      or_equal ? "<=" : "<", or_equal ? "le" : "lt");
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
    lua_pushfstring(L, "node of size %d (%s)", n->cols, gate_table[n->gate].name);
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
    static const struct { const char *field; gate kind; } operators[] = {
        { "__add", ADD }, { "__sub", SUB }, { "__mul", MUL }, { "__div", DIV }, { "__pow", POW },
        { "__unm", NEG },
    };
    luaL_newmetatable(L, NODE);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        set_closure(L, operators[i].field, operator, operators[i].kind);
    lua_pushboolean(L, 0);
    lua_pushcclosure(L, no_comparison, 1);
    lua_setfield(L, -2, "__lt");
    lua_pushboolean(L, 1);
    lua_pushcclosure(L, no_comparison, 1);
    lua_setfield(L, -2, "__le");
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
    static const gate called[] = {
        ABS, EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF, LT, LE, GT, GE,
        WHERE, STOP_GRADIENT, SUM, LOGSUMEXP, SOFTMAX, CONCAT, MATMUL, GRAD,
    };
    make_metatable(L);
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        set_closure(L, gate_table[called[i]].name, call_gate, called[i]);
    set_closure(L, "max", fold_gate, MAX);
    set_closure(L, "min", fold_gate, MIN);
    lua_pushcfunction(L, slice);
    lua_setfield(L, -2, "slice");
    lua_pushcfunction(L, node_size);
    lua_setfield(L, -2, "size");
}
