/* groups.c - what of FORWARD one output alone wants: it is computed where that output is not NULL.
 * Functions of rows are cut by it, but neither what products do with their sums nor any rounding
 * changes. */
#include "plan/passes.h"

typedef struct sharer {
    plan *plan;
    ref *queue; /* values that have just become everybody's */
    int queued, capacity;
} sharer;

int plan_output_group(const plan *p, int output)
{
    return GROUP_DINPUT + p->spec->input_count + output;
}

/* The values that one output is computed from and no other have its group. */
static void find_owners(plan *p)
{
    value *v = p->values;
    bool *seen = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *seen);
    for (int i = 0; i < p->spec->output_count; i++)
        v[p->outputs[i]].group[FORWARD] = plan_output_group(p, i);
    for (ref r = p->graph.count - 1; r >= 0; r--) {
        const node *n = plan_node(p, r);
        for (int k = 0; k < n->arity && v[r].needed[FORWARD]; k++) {
            value *in = &v[n->in[k]];
            in->group[FORWARD] = seen[n->in[k]] && in->group[FORWARD] != v[r].group[FORWARD]
                                     ? GROUP_ALL
                                     : v[r].group[FORWARD];
            seen[n->in[k]] = true;
        }
    }
}

static void share(sharer *s, ref r)
{
    value *v = &s->plan->values[r];
    if (!v->needed[FORWARD] || v->group[FORWARD] == GROUP_ALL)
        return;
    v->group[FORWARD] = GROUP_ALL;
    s->queue = arena_grow(s->plan->graph.arena, s->queue, s->queued, &s->capacity,
                          sizeof *s->queue);
    s->queue[s->queued++] = r;
}

/* Before the first level whose rows differ FORWARD shares all functions of rows with LOSS; to have
 * others in their place would be twice the text, and in the plain style that part of the pass is
 * one function. */
static void share_with_loss(sharer *s)
{
    const plan *p = s->plan;
    int level = p->graph.count;
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        if (plan_is_row_gate(p, r) && v->needed[FORWARD] != v->needed[LOSS] && v->level < level)
            level = v->level;
    }
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].level < level)
            share(s, r);
}

/* A product or a comparison that the gate u, of its own function, computes along with itself. */
static bool may_absorb(const plan *p, ref r, ref u)
{
    const gate of = plan_node(p, r)->gate, by = plan_node(p, u)->gate;
    const bool product = of == MUL && (by == ADD || by == SUB || by == SUM);
    return (product || (of >= LT && of <= GE && by == WHERE)) && plan_is_row_gate(p, u) &&
           p->values[u].level == p->values[r].level;
}

/* Everybody's are also what they are computed from; what one product computes at once, with its
 * sums; and the gates that would round otherwise in another function. */
static void share_along(sharer *s, ref r)
{
    const plan *p = s->plan;
    const node *n = plan_node(p, r);
    const value *v = &p->values[r];
    const ref product = v->is_product ? r : v->finisher;
    for (int k = 0; k < n->arity; k++)
        share(s, n->in[k]);
    if (product >= 0)
        share(s, product);
    for (int k = p->user_start[r]; k < p->user_start[r + 1]; k++) {
        const ref u = p->users[k];
        if (may_absorb(p, r, u) || (product >= 0 && p->values[u].finisher == product))
            share(s, u);
    }
}

void plan_find_output_groups(plan *p)
{
    if (p->spec->output_count < 2)
        return;
    find_owners(p);
    sharer s = { .plan = p };
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        if (v->needed[FORWARD] && v->group[FORWARD] == GROUP_ALL)
            share_along(&s, r);
    }
    share_with_loss(&s);
    for (int i = 0; i < s.queued; i++)
        share_along(&s, s.queue[i]);
}
