/* finishes.c - what a product does with its sums before they leave the registers: the element-wise
 * gates of its level, where they need nothing else of that level. */
#include "plan/plan.h"

/* A tile would repeat the code of elementary functions for each of its vectors. */
bool plan_is_cheap(gate kind)
{
    return (kind >= ADD && kind <= ABS && kind != POW && kind != DIV) ||
           (kind >= LT && kind <= WHERE);
}

static bool same_programs(const plan *p, ref a, ref b)
{
    for (int of = 0; of < PROGRAMS; of++)
        if (p->needed[of][a] != p->needed[of][b])
            return false;
    return true;
}

/* A vector of an earlier level, in whole vectors of the workspace. */
static bool is_at_hand(const plan *p, ref r, ref product)
{
    const node *n = &p->graph.nodes[r];
    return (plan_is_row_gate(p, r) || p->is_product[r]) && p->level[r] < p->level[product] &&
           p->group[r] == GROUP_ALL && n->cols == p->graph.nodes[product].cols &&
           plan_home(p, r).padded;
}

static bool is_eligible(const plan *p, ref r, ref product)
{
    const node *n = &p->graph.nodes[r];
    if (!plan_is_row_gate(p, r) || !plan_is_cheap(n->gate) || p->level[r] != p->level[product] ||
        p->group[r] != p->group[product] || n->cols != p->graph.nodes[product].cols ||
        !same_programs(p, r, product) || !plan_home(p, r).padded)
        return false;
    for (int k = 0; k < n->arity; k++) {
        ref in = n->in[k];
        if (in != product && p->finisher[in] != product && !is_at_hand(p, in, product) &&
            p->graph.nodes[in].gate != CONSTANT)
            return false;
    }
    return true;
}

static bool reads(const plan *p, ref r, ref product)
{
    for (int k = 0; k < p->graph.nodes[r].arity; k++) {
        ref in = plan_source(p, p->graph.nodes[r].in[k]);
        if (in == product || p->finisher[in] == product)
            return true;
    }
    return false;
}

/* Whether a gate of the product's own level, outside, reads the sums or what became of them: then
 * they go through memory anyway. */
static bool leaks(const plan *p, ref product)
{
    for (ref r = 0; r < p->graph.count; r++)
        if (plan_is_needed(p, r) && p->finisher[r] != product && reads(p, r, product) &&
            plan_is_row_gate(p, r) && p->level[r] == p->level[product])
            return true;
    return false;
}

enum { ARRAYS_MOST = 2 };

static bool has_few_arrays(plan *p, ref product)
{
    bool *inside = plan_flags(p), *outside = plan_flags(p); /* reads it */
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            outside[plan_source(p, t.d)] = true;
            if (t.x >= 0)
                outside[plan_source(p, t.x)] = true;
        }
    for (ref r = 0; r < p->graph.count; r++)
        for (int k = 0; k < p->graph.nodes[r].arity && plan_is_needed(p, r); k++) {
            bool *flags = p->finisher[r] == product ? inside : outside;
            flags[plan_source(p, p->graph.nodes[r].in[k])] = true;
        }
    int read = 0, written = 0;
    for (ref r = 0; r < p->graph.count; r++) {
        bool ours = r == product || p->finisher[r] == product;
        written += ours && outside[r];
        read += !ours && inside[r] && p->graph.nodes[r].gate != CONSTANT;
    }
    return read <= ARRAYS_MOST && written > 0 && written <= ARRAYS_MOST;
}

static void take_back(plan *p, ref product)
{
    for (ref r = 0; r < p->graph.count; r++)
        if (p->finisher[r] == product)
            p->finisher[r] = -1;
}

/* Gates that only read what is at hand belong here if the others read them. */
static void drop_strangers(plan *p, ref product)
{
    bool *follows = plan_flags(p), *read = plan_flags(p);
    for (ref r = 0; r < p->graph.count; r++)
        for (int k = 0; k < p->graph.nodes[r].arity && p->finisher[r] == product; k++) {
            ref in = p->graph.nodes[r].in[k];
            follows[r] = follows[r] || in == product || follows[in];
        }
    for (ref r = p->graph.count - 1; r >= 0; r--) {
        if (p->finisher[r] == product && !follows[r] && !read[r])
            p->finisher[r] = -1;
        for (int k = 0; k < p->graph.nodes[r].arity && p->finisher[r] == product; k++)
            read[p->graph.nodes[r].in[k]] = true;
    }
}

void plan_find_finishes(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++)
        p->finisher[r] = -1;
    if (p->spec->batch == 1)
        return;
    for (ref product = 0; product < p->graph.count; product++) {
        if (!p->is_product[product] || !plan_is_needed(p, product) ||
            !plan_home(p, product).padded) /* a scalar, or the caller's */
            continue;
        for (ref r = 0; r < p->graph.count; r++)
            if (plan_is_needed(p, r) && p->finisher[r] < 0 && is_eligible(p, r, product))
                p->finisher[r] = product;
        drop_strangers(p, product);
        if (leaks(p, product) || !has_few_arrays(p, product))
            take_back(p, product);
    }
}
