/* places.c - what is gathered over many levels: the parts of a concatenation are computed where
 * they belong in it, and a sum goes on where its terms are computed; so that the steps of a
 * sequence leave nothing to be done that grows with them. */
#include "plan/kernels.h"
#include "plan/passes.h"
#include "plan/rows.h"

/* Whether r may be computed into the middle of a row: by whole rows or vectors cut to its width. */
static bool may_be_placed(const plan *p, ref r)
{
    const node *n = plan_node(p, r);
    return plan_is_row_gate(p, r) && (!rows_is_move(n) || n->gate == CONCAT) &&
           p->values[r].place < 0;
}

static int levels_of_parts(const plan *p, const node *n)
{
    int count = 0, last = -1;
    for (int k = 0; k < n->arity; k++) { /* they come in the order of levels, or against it */
        count += p->values[n->in[k]].level != last;
        last = p->values[n->in[k]].level;
    }
    return count;
}

/* Places the parts of r in it, if all may be. */
static void place_parts(const plan *p, ref r)
{
    const node *n = plan_node(p, r);
    int placed = 0, offset = 0;
    for (; placed < n->arity && may_be_placed(p, n->in[placed]); placed++) {
        value *v = &p->values[n->in[placed]];
        v->place = r;
        v->place_offset = offset;
        offset += plan_node(p, n->in[placed])->cols;
    }
    p->values[r].is_gathered = placed == n->arity;
    for (; placed > 0 && !p->values[r].is_gathered; placed--)
        p->values[n->in[placed - 1]].place = -1;
}

void plan_place_parts(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = plan_node(p, r);
        if (n->gate == CONCAT && plan_is_row_gate(p, r) && plan_is_needed(p, r) &&
            levels_of_parts(p, n) >= GATHERED_LEVELS)
            place_parts(p, r);
    }
}

/* ---- sums ---- */

typedef struct sum_so_far {
    int terms; /* 1: it is no sum */
    int last;  /* level of its last term */
    bool rises;
} sum_so_far;

/* What r is with one more term, whose level is further on in the direction of the others. */
static sum_so_far one_more(const plan *p, const sum_so_far *all, ref r)
{
    const node *n = plan_node(p, r);
    for (int k = 0; k < 2 && n->gate == ADD && plan_is_row_gate(p, r); k++) {
        const sum_so_far *sum = &all[n->in[k]];
        const int level = p->values[n->in[1 - k]].level;
        const bool is_alone = p->user_start[n->in[k] + 1] - p->user_start[n->in[k]] == 1;
        if (level != sum->last &&
            (sum->terms == 1 || (is_alone && sum->rises == (level > sum->last))))
            return (sum_so_far){ sum->terms + 1, level, level > sum->last };
    }
    return (sum_so_far){ 1, p->values[r].level, false };
}

void plan_find_running_sums(const plan *p, running_sums *to)
{
    const size_t count = (size_t)p->graph.count;
    sum_so_far *all = arena_alloc(p->graph.arena, count * sizeof *all);
    for (ref r = 0; r < p->graph.count; r++)
        all[r] = one_more(p, all, r);
    for (ref r = p->graph.count - 1; r >= 0; r--) {
        const node *n = plan_node(p, r);
        to->runs[r] = to->runs[r] || all[r].terms >= GATHERED_LEVELS;
        to->waits[r] = to->runs[r] && !all[r].rises;
        for (int k = 0; k < n->arity && to->runs[r]; k++)
            if (all[n->in[k]].terms > 1 && all[n->in[k]].terms == all[r].terms - 1)
                to->runs[n->in[k]] = true;
    }
}
