/* rules.c - the formulas of gates.c and rewrites.h, parsed once for a graph. */
#include "graph/rules.h"

static const struct { const char *from, *to; } rewrite_table[] = {
#include "graph/rewrites.h"
};

enum { REWRITES = sizeof rewrite_table / sizeof rewrite_table[0] };

static void parse_derivatives(rules *all, arena *a)
{
    for (int kind = 0; kind < GATES; kind++)
        for (int i = 0; i < 3; i++) {
            const char *rule = gate_table[kind].derivative[i];
            all->derivative[kind][i] = rule ? formula_parse(a, rule) : NULL;
        }
}

static void parse_rewrites(rules *all, arena *a)
{
    const formula *from[REWRITES];
    for (int i = 0; i < REWRITES; i++) {
        from[i] = formula_parse(a, rewrite_table[i].from);
        all->rewrite_count[from[i]->gate]++;
    }
    for (int kind = 0; kind < GATES; kind++) {
        size_t count = (size_t)all->rewrite_count[kind];
        all->rewrites[kind] = arena_alloc(a, count * sizeof *all->rewrites[kind]);
        all->rewrite_count[kind] = 0;
    }
    for (int i = 0; i < REWRITES; i++) {
        gate kind = from[i]->gate;
        all->rewrites[kind][all->rewrite_count[kind]++] =
            (rewrite){ from[i], formula_parse(a, rewrite_table[i].to) };
    }
}

rules *rules_new(arena *a)
{
    rules *all = arena_alloc(a, sizeof *all);
    parse_derivatives(all, a);
    parse_rewrites(all, a);
    return all;
}
