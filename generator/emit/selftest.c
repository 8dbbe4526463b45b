/* selftest.c - NAME_selftest: what is tested, and the words of its template. */
#include "emit/selftest.h"

#include <math.h>
#include <string.h>

#include "emit/expand.h"
#include "emit/signatures.h"
#include "emit/tables.h"
#include "plan/parameters.h"

/* ---- what is tested ---- */

static size_t block_of(size_t values, size_t most)
{
    return (values + most - 1) / most;
}

static void add_check(selftest *t, arena *a, selftest_check c)
{
    c.first = t->count + 1;
    c.count = (int)((c.size + c.block - 1) / c.block);
    t->count += c.count;
    t->checks = arena_grow(a, t->checks, t->check_count, &t->check_capacity, sizeof *t->checks);
    t->checks[t->check_count++] = c;
}

static void add_ends(selftest *t, const spec *s, int function, int kind, size_t rows)
{
    const end *ends = kind == SELFTEST_OUTPUT ? s->outputs : s->inputs;
    const int count = kind == SELFTEST_OUTPUT ? s->output_count : s->input_count;
    size_t all = 0;
    for (int i = 0; i < count; i++)
        all += rows * (size_t)ends[i].size;
    for (int i = 0; i < count; i++)
        add_check(t, s->graph.arena,
                  (selftest_check){ .function = function,
                                    .kind = kind,
                                    .index = i,
                                    .size = rows * (size_t)ends[i].size,
                                    .block = block_of(all, SELFTEST_OUTPUTS) });
}

static void add_parameters(selftest *t, const spec *s, int function, int kind)
{
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        if (t->of_weights && parameter_is_frozen(q))
            continue; /* a constant */
        add_check(t, s->graph.arena,
                  (selftest_check){ .function = function,
                                    .kind = kind,
                                    .index = i,
                                    .size = (size_t)q->rows * (size_t)q->cols,
                                    .block = block_of(s->parameter_scalars, SELFTEST_GRADIENTS) });
    }
}

void selftest_plan(selftest *t, const spec *s, unsigned only)
{
    for (int f = 0; f < FUNCTIONS; f++) {
        const unsigned bit = only & 1U << f;
        if (bit & WRITE_OUTPUTS)
            add_ends(t, s, f, SELFTEST_OUTPUT, bit & WRITE_PREDICT ? 1 : (size_t)t->rows);
        if (bit & (WRITE_LOSS | WRITE_TRAINING))
            add_check(t, s->graph.arena,
                      (selftest_check){ f, SELFTEST_J, bit == WRITE_STEP, 1, 1, 0, 0 });
        if (bit & WRITE_BACKWARD) {
            add_parameters(t, s, f, SELFTEST_GRADIENT);
            add_ends(t, s, f, SELFTEST_DINPUT, (size_t)t->rows);
        }
        if (bit & WRITE_STEP)
            add_parameters(t, s, f, SELFTEST_AFTER);
    }
}

/* ---- arguments ---- */

const double selftest_x_step = 0x1p-6, selftest_t_center = 0.5, selftest_t_step = 0x1p-8;

void selftest_range(const parameter *q, double *center, double *step)
{
    *center = q->init == INIT_CONSTANT ? q->init_value : 0;
    *step = q->is_vector ? 0x1p-9 : ldexp(1, -7 - (ilogb(q->rows) + 1) / 2); /* about rows^-1/2 */
}

void selftest_state_range(const char *state, double *center, double *step)
{
    const bool is_square = !strcmp(state, "v"); /* a mean of squares, else of gradients */
    *center = is_square ? 0x1p-7 : 0;
    *step = is_square ? 0x1p-14 : 0x1p-13;
}

uint32_t selftest_next(uint32_t *state)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return *state >> 16;
}

/* ---- for the template ---- */

static void push_range(lua_State *lua, const plan *p, double center, double step)
{
    table_text(lua, "center", real_literal(p->graph.arena, center, p->spec->is_double));
    table_text(lua, "step", real_literal(p->graph.arena, step, p->spec->is_double));
}

static void push_fills(lua_State *lua, const plan *p)
{
    const spec *s = p->spec;
    double center, step;
    lua_newtable(lua);
    for (int i = 0; i < s->parameter_count; i++) {
        const parameter *q = &s->parameters[i];
        selftest_range(q, &center, &step);
        lua_newtable(lua);
        table_text(lua, "name", q->name);
        table_integer(lua, "size", (lua_Integer)q->rows * q->cols);
        push_range(lua, p, center, step);
        table_append(lua);
    }
    table_end(lua, "parameters");
    lua_newtable(lua);
    for (int i = 0; i < s->optimizer.states && plan_moments_type(p); i++) {
        selftest_state_range(s->optimizer.state[i], &center, &step);
        lua_newtable(lua);
        table_text(lua, "name", s->optimizer.state[i]);
        push_range(lua, p, center, step);
        table_append(lua);
    }
    table_end(lua, "states");
}

/* The call of a function on the test's own arrays. */
static const char *call_text(const plan *p, const selftest *t, int function)
{
    const spec *s = p->spec;
    const signature of = signature_of(p, function);
    text out = { .arena = p->graph.arena };
    text_add(&out, "@%s(", function_names[function]);
    for (int i = 0; i < of.count; i++) {
        const argument *a = &of.arguments[i];
        text_add(&out, "%s", i ? ", " : "");
        switch (a->role) {
        case ARGUMENT_PARAMETERS: text_add(&out, "&p"); break;
        case ARGUMENT_GRADIENT: text_add(&out, "&g"); break;
        case ARGUMENT_OPTIMIZER: text_add(&out, "&o"); break;
        case ARGUMENT_WORKSPACE: text_add(&out, "&ws"); break;
        case ARGUMENT_INPUT: text_add(&out, "x%d", (int)(a->of - s->inputs) + 1); break;
        case ARGUMENT_TARGET: text_add(&out, "t%d", (int)(a->of - s->targets) + 1); break;
        case ARGUMENT_OUTPUT: text_add(&out, "y%d", (int)(a->of - s->outputs) + 1); break;
        case ARGUMENT_DINPUT: text_add(&out, "dx%d", (int)(a->of - s->inputs) + 1); break;
        default: text_add(&out, "%d", t->rows); break;
        }
    }
    text_add(&out, ");");
    return out.at;
}

static const char *place_of(const plan *p, const selftest_check *c)
{
    const char *name = c->kind == SELFTEST_GRADIENT || c->kind == SELFTEST_AFTER
                           ? p->spec->parameters[c->index].name
                           : NULL;
    switch (c->kind) {
    case SELFTEST_J: return "&J";
    case SELFTEST_OUTPUT: return arena_printf(p->graph.arena, "y%d", c->index + 1);
    case SELFTEST_DINPUT: return arena_printf(p->graph.arena, "dx%d", c->index + 1);
    case SELFTEST_GRADIENT: return arena_printf(p->graph.arena, "(const @real *)g.%s", name);
    default: return arena_printf(p->graph.arena, "(const @real *)p.%s", name);
    }
}

/* What a reader is told of a check: "dw1", "y". */
static const char *word_of(const plan *p, const selftest_check *c)
{
    const spec *s = p->spec;
    switch (c->kind) {
    case SELFTEST_J: return "J";
    case SELFTEST_OUTPUT: return s->outputs[c->index].name;
    case SELFTEST_DINPUT: return arena_printf(p->graph.arena, "d%s", s->inputs[c->index].name);
    case SELFTEST_GRADIENT:
        return arena_printf(p->graph.arena, "d%s", s->parameters[c->index].name);
    default: return s->parameters[c->index].name;
    }
}

static void push_checks(lua_State *lua, const plan *p, const selftest *t)
{
    lua_newtable(lua);
    for (int i = 0; i < t->check_count; i++) {
        const selftest_check *c = &t->checks[i];
        const bool is_first = i == 0 || c[-1].function != c->function;
        lua_newtable(lua);
        if (is_first) {
            const char *call = call_text(p, t, c->function);
            const bool has_J = c->kind == SELFTEST_J;
            table_text(lua, "call",
                       arena_printf(p->graph.arena, "    %s%s", has_J ? "J = " : "", call));
        }
        table_text(lua, "name", function_names[c->function]);
        table_text(lua, "place", place_of(p, c));
        table_text(lua, "word", word_of(p, c));
        table_integer(lua, "size", (lua_Integer)c->size);
        table_integer(lua, "block", (lua_Integer)c->block);
        table_integer(lua, "first", c->first);
        table_integer(lua, "last", c->first + c->count - 1);
        table_append(lua);
    }
    table_end(lua, "checks");
}

/* Pairs of a number and its bound, as many as fit a line. */
static const char *values_text(const plan *p, const selftest *t)
{
    arena *a = p->graph.arena;
    const bool is_double = p->spec->is_double;
    text out = { .arena = a };
    size_t column = 100;
    for (int i = 0; i < t->count; i++) {
        const char *pair = arena_printf(a, "{ %s, %s },", real_literal(a, t->wanted[i], is_double),
                                        real_literal(a, t->bounds[i], is_double));
        column += strlen(pair) + 1;
        if (column > 99) {
            text_add(&out, "%s        ", i ? "\n" : "");
            column = 8 + strlen(pair);
        } else {
            text_add(&out, " ");
        }
        text_add(&out, "%s", pair);
    }
    return out.at;
}

void selftest_push(lua_State *lua, const plan *p, const selftest *t)
{
    size_t most = 1;
    for (int i = 0; i < t->check_count; i++)
        most = t->checks[i].block > most ? t->checks[i].block : most;
    lua_getglobal(lua, "net");
    lua_newtable(lua);
    table_integer(lua, "rows", t->rows);
    table_integer(lua, "seed", t->seed);
    table_integer(lua, "count", t->count);
    table_integer(lua, "most", (lua_Integer)most);
    table_text(lua, "sum", most > SELFTEST_REALS ? "double" : "@real");
    table_text(lua, "x_step", real_literal(p->graph.arena, selftest_x_step, p->spec->is_double));
    table_text(lua, "t_center",
               real_literal(p->graph.arena, selftest_t_center, p->spec->is_double));
    table_text(lua, "t_step", real_literal(p->graph.arena, selftest_t_step, p->spec->is_double));
    table_flag(lua, "of_weights", t->of_weights);
    table_statements(lua, "values", values_text(p, t));
    push_fills(lua, p);
    push_checks(lua, p, t);
    table_end(lua, "selftest");
    lua_getfield(lua, -1, "only");
    lua_pushstring(lua, "selftest");
    table_append(lua);
    lua_pop(lua, 2);
}
