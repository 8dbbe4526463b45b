/* statements.c - which functions there are, and their statements that go by the parameters. */
#include "base/text.h"
#include "emit/arrays.h"
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

/* What penalties add to J, and the gradients of frozen parameters. */
void statements_push(lua_State *lua, const plan *p)
{
    push_only(lua, p);
    arena *a = p->graph.arena;
    text penalties = { .arena = a }, frozen = penalties, before = penalties, after = penalties;
    for (int i = 0; i < p->penalty_count; i++) {
        const penalty *of = &p->penalties[i];
        const parameter *q = &p->spec->parameters[of->parameter];
        const char *coefficient = real_literal(a, of->coefficient, p->spec->is_double);
        const char *name = p->how.plain ? of->name : p->penalties[of->like].name;
        const char *columns = arena_printf(a, "%s, ws->columns", array_first(p, of->parameter));
        text_add(&penalties, "    J = @real_fma(%s, @%s(%s), J);\n", coefficient, name,
                 !p->how.plain      ? columns
                 : plan_bakes(p, q) ? ""
                                    : "p");
        if (!of->summed_by_update)
            text_add(&before, "    const @real penalty_%d = @%s(%s); /* before the update */\n",
                     i + 1, name, columns);
        text_add(&after, "    J = @real_fma(%s, penalty_%d, J);\n", coefficient, i + 1);
    }
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        if (!q->train && !plan_bakes(p, q))
            text_add(&frozen, "        memset(&g->%s, 0, sizeof g->%s); /*%s */\n", q->name,
                     q->name, parameter_runs(q) ? " has none" : " frozen");
    }
    table_statements(lua, "add_penalties", penalties.size ? penalties.at : "");
    table_statements(lua, "step_penalties", before.size ? before.at : "");
    table_statements(lua, "add_step_penalties", after.size ? after.at : "");
    table_flag(lua, "penalties_read", plan_penalties_read(p));
    table_statements(lua, "frozen", frozen.size ? frozen.at : "");
    table_text(lua, "norm2",
               p->derived->two_pass && p->gradient_count > 0
                   ? "    const @real norm2 = @sum_of_squares(&ws->gradient);"
                   : "");
}
