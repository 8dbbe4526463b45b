/* rules.c - the formulas of gates.c and the rewrites, parsed once for a graph. */
#include "graph/rules.h"

typedef struct row {
    const char *from, *to;
} row;

static const row everywhere[] = {
#include "graph/rewrites.h"
};

static const row of_gradients[] = {
#include "graph/rewrites_of_gradients.h"
};

static const row of_lowering[] = {
#include "graph/rewrites_of_lowering.h"
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void parse_derivatives(rules *all, arena *a)
{
    for (int kind = 0; kind < GATES; kind++)
        for (int i = 0; i < 3; i++) {
            const char *rule = gate_table[kind].derivative[i];
            all->derivative[kind][i] = rule ? formula_parse(a, rule) : NULL;
        }
}

static void parse_rewrites(rules *all, arena *a, const row *rows, size_t count, int stage)
{
    for (size_t i = 0; i < count; i++) {
        rewrite *rule = arena_alloc(a, sizeof *rule);
        *rule = (rewrite){ .from = formula_parse(a, rows[i].from),
                           .to = formula_parse(a, rows[i].to),
                           .from_text = rows[i].from,
                           .to_text = rows[i].to,
                           .stage = stage };
        rewrite **end = &all->rewrites[rule->from->gate];
        while (*end)
            end = &(*end)->next;
        *end = rule;
    }
}

rules *rules_new(arena *a)
{
    rules *all = arena_alloc(a, sizeof *all);
    parse_derivatives(all, a);
    parse_rewrites(all, a, everywhere, COUNT(everywhere), ANY_STAGE);
    parse_rewrites(all, a, of_gradients, COUNT(of_gradients), STAGE_GRADIENT);
    parse_rewrites(all, a, of_lowering, COUNT(of_lowering), STAGE_LOWERED);
    return all;
}
