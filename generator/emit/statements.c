/* statements.c - statements of the generated functions that go by the parameters. */
#include "base/text.h"
#include "emit/tables.h"

/* What penalties add to J, and the gradients of frozen parameters. */
void statements_push(lua_State *lua, const plan *p)
{
    arena *a = p->graph.arena;
    text penalties = { .arena = a }, frozen = penalties;
    for (int i = 0; i < p->penalty_count; i++) {
        const penalty *of = &p->penalties[i];
        const parameter *q = &p->spec->parameters[of->parameter];
        const char *columns =
            arena_printf(a, q->is_vector ? "p->%s, ws->columns" : "p->%s[0], ws->columns", q->name);
        text_add(&penalties, "    J = @real_fma(%s, @%s(%s), J);\n",
                 real_literal(a, of->coefficient, p->spec->is_double), of->name,
                 p->how.plain ? "p" : columns);
    }
    for (int i = 0; i < p->spec->parameter_count; i++) {
        const parameter *q = &p->spec->parameters[i];
        if (!q->train)
            text_add(&frozen, "        memset(&g->%s, 0, sizeof g->%s); /* frozen */\n", q->name,
                     q->name);
    }
    table_statements(lua, "add_penalties", penalties.size ? penalties.at : "");
    table_statements(lua, "frozen", frozen.size ? frozen.at : "");
    table_text(lua, "norm2",
               p->derived->two_pass && p->gradient_count > 0
                   ? "    const @real norm2 = @sum_of_squares(&ws->gradient);"
                   : "");
}
