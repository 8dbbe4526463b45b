/* plain_means.c - the plain style: means over the samples, between the phases of a pass. */
#include "base/text.h"
#include "emit/calls.h"
#include "emit/plain.h"
#include "emit/plain_weights.h"
#include "emit/tables.h"

static void add_mean(text *to, const plan *p, const call *c)
{
    const ref from = c->operands[1].index, mean = c->operands[2].index;
    const char *guard = call_guard(p, c->group);
    text lines = { .arena = to->arena };
    text_add(&lines,
             "for (size_t j = 0; j < %d; j++) {%s\n"
             "    @real acc = 0;\n"
             "    for (size_t r = 0; r < n; r++)\n"
             "        acc += %s;\n"
             "    acc *= inverse_n;\n"
             "    for (size_t r = 0; r < n; r++)\n"
             "        %s = acc;\n"
             "}\n",
             c->index, plain_numbers(p, &mean, 1), plain_round_element(p, from, from, NULL, "j"),
             plain_round_element(p, mean, mean, NULL, "j"));
    if (guard)
        text_add(to, "if (%s)\n", guard);
    plain_indent(to, lines.at, guard ? 4 : 0);
}

void plain_push_means(lua_State *lua, const plan *p, section s)
{
    const call_range *of = &p->plain.sections[s];
    const call_list *list = &p->calls[of->of];
    text t = { .arena = p->graph.arena };
    bool returns = false;
    for (int i = of->from; i < of->to; i++)
        for (int k = 0; k < list->at[i].operand_count; k++) {
            const operand *o = &list->at[i].operands[k];
            returns = returns || (o->role == VALUE && o->writes && o->index == p->loss);
        }
    for (int i = of->to; i < list->count && list->at[i].kernel == CALL_MEAN; i++)
        add_mean(&t, p, &list->at[i]);
    table_lines(lua, "means", t.size ? t.at : "");
    table_flag(lua, "returns", returns);
}
