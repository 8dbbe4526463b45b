/* statements.c - which functions there are, and their statements that go by the parameters. */
#include "base/text.h"
#include "emit/arrays.h"
#include "emit/calls.h"
#include "emit/stacks.h"
#include "emit/tables.h"
#include "plan/parameters.h"

/* The functions that the file is for; what they need comes along. */
static void push_only(lua_State *lua, const plan *p)
{
    static const char *const names[] = { "predict", "forward", "loss", "backward", "step", "init" };
    lua_newtable(lua);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(p->how.only & 1u << i))
            continue;
        lua_pushstring(lua, names[i]);
        table_append(lua);
    }
    if (plan_writes(p, WRITE_STEP)) {
        lua_pushstring(lua, "optimizer_init");
        table_append(lua);
    }
    if (plan_writes(p, WRITE_ALL & ~(unsigned)(WRITE_PREDICT | WRITE_INIT))) {
        lua_pushstring(lua, "BATCH");
        table_append(lua);
    }
    table_end(lua, "only");
}

/* ---- penalties ---- */

static int penalised(const stack *s, int i)
{
    return s->plan->penalties[i].parameter;
}

static bool penalise_alike(const stack *s, int i, int k)
{
    const penalty *of = &s->plan->penalties[i], *other = &s->plan->penalties[k];
    return of->like == other->like && of->coefficient == other->coefficient &&
           of->summed_by_update == other->summed_by_update;
}

/* The call that sums penalty i over the parameter as it is. */
static const char *sum_of(const stack *s, int i, const call_loop *in)
{
    const plan *p = s->plan;
    const penalty *of = &p->penalties[i];
    const char *w = stack_array(s, i, in, HOLDS_PARAMETERS, false, "p",
                                array_first(p, of->parameter));
    return arena_printf(p->graph.arena, "@%s(%s%s)", p->penalties[of->like].name, w,
                        p->how.plain ? "" : ", ws->columns");
}

static void add_to_J(text *t, const stack *s, int i, const char *sum, int indent)
{
    text_add(t, "%*sJ = @real_fma(%s, %s, J);\n", indent, "",
             real_literal(t->arena, s->plan->penalties[i].coefficient, s->plan->spec->is_double),
             sum);
}

static void add_penalty(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    add_to_J(t, s, i, sum_of(s, i, in), indent);
}

static const char *known_sum(const stack *s, int i, const call_loop *in)
{
    const rounds r = { .count = in ? in->rounds : 1 };
    return penalty_sum_in_c(s->plan, i, in ? i + in->period : i, in ? &r : NULL);
}

static void add_known(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    add_to_J(t, s, i, known_sum(s, i, in), indent);
}

/* What is summed before the update, for that does not. */
static void add_before(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    const bool listed = plan_lists_penalties(s->plan);
    if (!s->plan->penalties[i].summed_by_update)
        text_add(t, "%*s%s%s = %s; /* before the update */\n", indent, "",
                 listed ? "" : "const @real ", known_sum(s, i, in), sum_of(s, i, in));
}

static void push_penalties(lua_State *lua, const plan *p)
{
    const stack s = { p, p->penalty_count, penalised, penalise_alike, NULL, NULL, false };
    text sums = { .arena = p->graph.arena }, before = sums, after = sums;
    stack_write(&sums, &s, 4, "size_t", add_penalty);
    if (plan_lists_penalties(p))
        text_add(&before, "    @real penalties[%d];\n", p->penalty_count);
    stack_write(&before, &s, 4, "size_t", add_before);
    stack_write(&after, &s, 4, "size_t", add_known);
    table_statements(lua, "add_penalties", sums.size ? sums.at : "");
    table_statements(lua, "step_penalties", before.size ? before.at : "");
    table_statements(lua, "add_step_penalties", after.size ? after.at : "");
    table_flag(lua, "penalties_read", plan_penalties_read(p));
}

/* ---- frozen parameters ---- */

static int parameter_of(const stack *s, int i)
{
    return ((const int *)s->of)[i];
}

static bool same_size(const stack *s, int i, int k)
{
    const parameter *q = &s->plan->spec->parameters[parameter_of(s, i)],
                    *other = &s->plan->spec->parameters[parameter_of(s, k)];
    return q->rows == other->rows && q->cols == other->cols &&
           parameter_runs(q) == parameter_runs(other);
}

static void add_frozen(text *t, const stack *s, int i, const call_loop *in, int indent)
{
    const parameter *q = &s->plan->spec->parameters[parameter_of(s, i)];
    const char *array = arena_printf(t->arena, "g->%s%s", q->name, array_row(t->arena, q));
    const char *why = parameter_runs(q) ? "has none" : "frozen";
    if (in)
        text_add(t, "%*smemset(%s, 0, %d * sizeof(@real)); /* %s */\n", indent, "",
                 stack_array(s, i, in, HOLDS_PARAMETERS, true, "g", array), q->rows * q->cols, why);
    else
        text_add(t, "%*smemset(&g->%s, 0, sizeof g->%s); /* %s */\n", indent, "", q->name, q->name,
                 why);
}

/* The gradients of frozen parameters. */
static void push_frozen(lua_State *lua, const plan *p)
{
    const int count = p->spec->parameter_count;
    int *frozen = arena_alloc(p->graph.arena, ((size_t)count + 1) * sizeof *frozen);
    stack s = { p, 0, parameter_of, same_size, NULL, frozen, false };
    text t = { .arena = p->graph.arena };
    for (int i = 0; i < count; i++)
        if (!p->spec->parameters[i].train && !plan_bakes(p, &p->spec->parameters[i]))
            frozen[s.count++] = i;
    stack_write(&t, &s, 8, "size_t", add_frozen);
    table_statements(lua, "frozen", t.size ? t.at : "");
}

void statements_push(lua_State *lua, const plan *p)
{
    push_only(lua, p);
    push_penalties(lua, p);
    push_frozen(lua, p);
    table_text(lua, "norm2",
               p->derived->two_pass && p->gradient_count > 0
                   ? "    const @real norm2 = @sum_of_squares(&ws->gradient);"
                   : "");
}
