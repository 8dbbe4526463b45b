/* levels.c - which gates are products, and at which level each value is computed: a program runs
 * level by level, first the products of the level, then what they are not. */
#include "plan/passes.h"

static int uses(const plan *p, ref r)
{
    return p->user_start[r + 1] - p->user_start[r];
}

static bool is_bias(const graph *g, ref r, int cols)
{
    const node *n = &g->nodes[r];
    return n->gate == PARAMETER && n->rows == 1 && n->cols == cols;
}

/* Finds z = x w + b, so that the product starts from the bias, and the gradients of weights. */
void plan_find_products(plan *p)
{
    const graph *g = &p->graph;
    value *v = p->values;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        v[r].is_product = n->gate == MATMUL || n->gate == MATMUL_T;
        v[r].is_outer = n->gate == OUTER ||
                        (n->gate == ADD && v[n->in[0]].is_outer && v[n->in[1]].is_outer);
        if (n->gate != ADD || n->rows != 1)
            continue;
        ref product = n->in[0];
        if (g->nodes[product].gate == MATMUL && uses(p, product) == 1 &&
            is_bias(g, n->in[1], n->cols)) {
            v[r].is_product = v[product].is_fused = true;
            v[product].is_product = false;
        }
    }
}

/* Sums of products of two values are a level of their own, too, so that a long computation falls
 * into functions; and a mean over the samples, for which all rows of what it reads are there. */
static bool multiplies(const node *n)
{
    return n->gate == MATMUL || n->gate == MATMUL_T || n->gate == MEAN_N ||
           (n->gate == CONTRACT && n->arity > 1);
}

/* waits: the sums that are a level later than what they go on from; or NULL. */
static void earliest_levels(plan *p, const bool *waits)
{
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        value *v = &p->values[r];
        v->level = 0;
        for (int i = 0; i < n->arity; i++)
            if (p->values[n->in[i]].level > v->level)
                v->level = p->values[n->in[i]].level;
        v->level += multiplies(n) || v->is_gathered || (waits && waits[r]);
    }
}

/* A value moves up to the level of its first user where its operands are in memory anyway (leaves,
 * products, what a product reads) or move as well. From the users back to the operands.
 * runs: what stays where it can be computed first. */
static void sink(plan *p, const bool *runs)
{
    const graph *g = &p->graph;
    int *first_use = arena_alloc(g->arena, (size_t)g->count * sizeof *first_use);
    bool *kept = arena_alloc(g->arena, (size_t)g->count * sizeof *kept);
    bool *moves = arena_alloc(g->arena, (size_t)g->count * sizeof *moves);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        bool reads_memory = multiplies(n) || n->gate == OUTER;
        for (int i = 0; i < n->arity && reads_memory && plan_is_needed(p, r); i++)
            kept[p->values[n->in[i]].source] = true;
    }
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        moves[r] = plan_is_row_gate(p, r) && !kept[r] && !runs[r] && p->values[r].place < 0;
        for (int i = 0; i < n->arity; i++) {
            ref in = p->values[n->in[i]].source;
            moves[r] = moves[r] && (!plan_is_row_gate(p, in) || kept[in] || moves[in]);
        }
        first_use[r] = -1;
    }
    for (ref r = g->count - 1; r >= 0; r--) {
        int *level = &p->values[r].level;
        if (moves[r] && first_use[r] > *level)
            *level = first_use[r];
        for (int i = 0; i < g->nodes[r].arity && plan_is_needed(p, r); i++) {
            ref in = p->values[g->nodes[r].in[i]].source;
            if (first_use[in] < 0 || *level < first_use[in])
                first_use[in] = *level;
        }
    }
}

void plan_find_levels(plan *p)
{
    arena *a = p->graph.arena;
    running_sums sums = { arena_alloc(a, (size_t)p->graph.count * sizeof(bool)),
                          arena_alloc(a, (size_t)p->graph.count * sizeof(bool)) };
    earliest_levels(p, NULL);
    plan_find_running_sums(p, &sums);
    plan_place_parts(p);
    earliest_levels(p, sums.waits);
    sink(p, sums.runs);
}
