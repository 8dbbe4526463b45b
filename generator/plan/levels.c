/* levels.c - which gates are products, and at which level each value is computed. */
#include "plan/plan.h"

static bool is_bias(const graph *g, ref r, int cols)
{
    const node *n = &g->nodes[r];
    return n->gate == PARAMETER && n->rows == 1 && n->cols == cols;
}

/* Finds z = x w + b, so that the product starts from the bias, and the gradients of weights. */
void plan_find_products(plan *p)
{
    graph *g = &p->graph;
    int *uses = arena_alloc(g->arena, (size_t)g->count * sizeof *uses);
    for (ref r = 0; r < g->count; r++)
        for (int i = 0; i < g->nodes[r].arity; i++)
            uses[g->nodes[r].in[i]]++;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        p->is_product[r] = n->gate == MATMUL || n->gate == MATMUL_T;
        p->is_outer[r] = n->gate == OUTER ||
            (n->gate == ADD && p->is_outer[n->in[0]] && p->is_outer[n->in[1]]);
        if (n->gate != ADD || n->rows != 1)
            continue;
        const node *product = &g->nodes[n->in[0]];
        if (product->gate == MATMUL && uses[n->in[0]] == 1 && is_bias(g, n->in[1], n->cols)) {
            p->is_product[r] = p->is_fused[n->in[0]] = true;
            p->is_product[n->in[0]] = false;
        }
    }
}

static void earliest_levels(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        for (int i = 0; i < n->arity; i++)
            if (p->level[n->in[i]] > p->level[r])
                p->level[r] = p->level[n->in[i]];
        p->level[r] += n->gate == MATMUL || n->gate == MATMUL_T;
    }
}

bool plan_is_needed(const plan *p, ref r)
{
    return p->needed[FORWARD][r] || p->needed[LOSS][r] || p->needed[TRAIN][r];
}

/* A value moves up to the level of its first user where its operands are in memory anyway (leaves,
 * products, what a product reads) or move as well. From the users back to the operands. */
static void sink(plan *p)
{
    graph *g = &p->graph;
    int *first_use = arena_alloc(g->arena, (size_t)g->count * sizeof *first_use);
    bool *kept = plan_flags(p), *moves = plan_flags(p);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (!plan_is_needed(p, r))
            continue;
        bool reads_memory = n->gate == MATMUL || n->gate == MATMUL_T || n->gate == OUTER;
        for (int i = 0; i < n->arity && reads_memory; i++)
            kept[plan_source(p, n->in[i])] = true;
    }
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        moves[r] = plan_is_row_gate(p, r) && !kept[r];
        for (int i = 0; i < n->arity; i++) {
            ref in = plan_source(p, n->in[i]);
            moves[r] = moves[r] && (!plan_is_row_gate(p, in) || kept[in] || moves[in]);
        }
        first_use[r] = -1;
    }
    for (ref r = g->count - 1; r >= 0; r--) {
        if (moves[r] && first_use[r] > p->level[r])
            p->level[r] = first_use[r];
        for (int i = 0; i < g->nodes[r].arity && plan_is_needed(p, r); i++) {
            ref in = plan_source(p, g->nodes[r].in[i]);
            if (first_use[in] < 0 || p->level[r] < first_use[in])
                first_use[in] = p->level[r];
        }
    }
}

void plan_find_levels(plan *p)
{
    earliest_levels(p);
    sink(p);
}
