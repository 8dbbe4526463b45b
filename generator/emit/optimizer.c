/* optimizer.c - the optimizer as a Lua table: its fields, what a step begins with. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "emit/tables.h"
#include "plan/parameters.h"
#include "plan/weights.h"

static bool formula_reads(const plan *p, ref r, const char *name)
{
    const node *n = &p->derived->graph.nodes[r];
    if (n->gate == VARIABLE)
        return !strcmp(n->name, name);
    for (int i = 0; i < n->arity; i++)
        if (formula_reads(p, n->in[i], name))
            return true;
    return false;
}

bool optimizer_reads(const plan *p, const char *name)
{
    for (int i = 0; i < p->gradient_count; i++) {
        int parameter = p->gradients[i].parameter;
        if (formula_reads(p, p->derived->next_w[parameter], name))
            return true;
        for (int k = 0; k < weights_states(p, &p->gradients[i]); k++)
            if (formula_reads(p, p->derived->next_state[parameter][k], name))
                return true;
    }
    return false;
}

/* beta as a fraction of 2^64; 1 for 0, which is as good and leaves 1 - beta below 2^64. */
static uint64_t in_64_bits(double beta)
{
    const double units = ldexp(beta, 64);
    return units < 1 ? 1 : (uint64_t)units;
}

/* The corrections 1 - beta^k that updates read. Integers hold them to 2^-64 and a step, in float
 * files too: c_k = beta c_(k-1) + 1 - beta, c_0 = 0. */
static void push_corrections(lua_State *lua, const plan *p)
{
    const double beta[2] = { p->spec->optimizer.beta1, p->spec->optimizer.beta2 };
    arena *a = p->graph.arena;
    text fields = { .arena = a }, next = fields;
    for (int i = 1; i <= 2; i++) {
        if (!optimizer_reads(p, i == 1 ? "correction1" : "correction2"))
            continue;
        const uint64_t units = in_64_bits(beta[i - 1]);
        text_add(&fields, "    uint64_t correction%d; /* (1 - beta%d^steps) 2^64 */\n", i, i);
        text_add(&next,
                 "    o->correction%d = @upper_half(o->correction%d, UINT64_C(%" PRIu64 "))\n"
                 "                     + UINT64_C(%" PRIu64 ");\n"
                 "    const @real correction%d = (@real)o->correction%d * %s;\n",
                 i, i, units, -units, i, i, p->spec->is_double ? "0x1p-64" : "0x1p-64f");
    }
    table_statements(lua, "corrections", fields.size ? fields.at : "");
    table_statements(lua, "next_corrections", next.size ? next.at : "");
}

void optimizer_push(lua_State *lua, const plan *p)
{
    const optimizer *o = &p->spec->optimizer;
    arena *a = p->graph.arena;
    lua_newtable(lua);
    table_text(lua, "name", o->name);
    table_text(lua, "rate", real_literal(a, o->rate, p->spec->is_double));
    table_flag(lua, "reads_rate", optimizer_reads(p, "rate"));
    push_corrections(lua, p);
    const char *type = plan_moments_type(p);
    table_text(lua, "type", type);
    table_integer(lua, "moments", (lua_Integer)plan_moment_scalars(p));
    lua_newtable(lua);
    for (int k = 0; k < o->states && type; k++) {
        lua_pushstring(lua, o->state[k]);
        table_append(lua);
    }
    table_end(lua, "states");
    table_end(lua, "optimizer");
}
