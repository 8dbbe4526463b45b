/* finish.c - what becomes of a product's sums, as data that products of one kind share. */
#include "plan/finish.h"

#include "plan/passes.h"

finished finish_list(const plan *p)
{
    const size_t count = (size_t)p->graph.count;
    finished all = { arena_alloc(p->graph.arena, (count + 2) * sizeof(int)),
                     arena_alloc(p->graph.arena, (count + 1) * sizeof(ref)) };
    int *next = all.start + 1;
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].finisher >= 0)
            next[p->values[r].finisher + 1]++;
    for (ref r = 0; r < p->graph.count; r++)
        next[r + 1] += next[r];
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].finisher >= 0)
            all.at[next[p->values[r].finisher]++] = r;
    return all;
}

/* A product that finishes its sums stores the same in every program that needs it. */
static bool is_stored(const plan *p, ref r)
{
    const value *v = &p->values[r];
    for (int of = PROGRAMS - 1; of >= 0; of--)
        if (v->needed[of])
            return v->stored[of];
    return v->stored[TRAIN];
}

static bool is_inside(const plan *p, ref r, ref product)
{
    return r == product || p->values[r].finisher == product;
}

static bool contains(const ref *list, int count, ref r)
{
    for (int i = 0; i < count; i++)
        if (list[i] == r)
            return true;
    return false;
}

void finish_make(const plan *p, const finished *all, ref product, finish *of)
{
    *of = (finish){ .product = product,
                    .nodes = all->at + all->start[product],
                    .count = all->start[product + 1] - all->start[product] };
    if (of->count == 0)
        return;
    int operands = 0;
    for (int i = 0; i < of->count; i++)
        operands += plan_node(p, of->nodes[i])->arity;
    of->to = arena_alloc(p->graph.arena, (size_t)(of->count + 1) * sizeof *of->to);
    of->with = arena_alloc(p->graph.arena, (size_t)(operands + 1) * sizeof *of->with);
    if (is_stored(p, product))
        of->to[of->to_count++] = product;
    for (int i = 0; i < of->count; i++) {
        const node *n = plan_node(p, of->nodes[i]);
        for (int k = 0; k < n->arity; k++)
            if (!is_inside(p, n->in[k], product) && !plan_is_leaf(p, n->in[k]) &&
                !contains(of->with, of->with_count, n->in[k]))
                of->with[of->with_count++] = n->in[k];
        if (is_stored(p, of->nodes[i]))
            of->to[of->to_count++] = of->nodes[i];
    }
}

static int position_of(const ref *list, int count, ref r)
{
    for (int i = 0; i < count; i++)
        if (list[i] == r)
            return i;
    return -1;
}

/* Whether operand r of a gate of a is to a what s is to b. */
static bool same_operand(const plan *p, const finish *a, ref r, const finish *b, ref s)
{
    if (r == a->product || s == b->product)
        return r == a->product && s == b->product;
    if (is_inside(p, r, a->product) || is_inside(p, s, b->product))
        return is_inside(p, r, a->product) && is_inside(p, s, b->product) &&
               position_of(a->nodes, a->count, r) == position_of(b->nodes, b->count, s);
    if (plan_is_leaf(p, r) || plan_is_leaf(p, s)) /* constants */
        return r == s;
    return position_of(a->with, a->with_count, r) == position_of(b->with, b->with_count, s);
}

bool finish_same(const plan *p, const finish *a, const finish *b)
{
    if (a->count != b->count || a->to_count != b->to_count || a->with_count != b->with_count ||
        is_stored(p, a->product) != is_stored(p, b->product))
        return false;
    for (int i = 0; i < a->count; i++) {
        const node *n = plan_node(p, a->nodes[i]), *m = plan_node(p, b->nodes[i]);
        if (n->gate != m->gate || n->arity != m->arity || n->index != m->index ||
            is_stored(p, a->nodes[i]) != is_stored(p, b->nodes[i]))
            return false;
        for (int k = 0; k < n->arity; k++)
            if (!same_operand(p, a, n->in[k], b, m->in[k]))
                return false;
    }
    return true;
}
