/* loops.c - finds calls that come again and again, and lays what they read and write in arrays that
 * a loop can go along. */
#include <string.h>

#include "plan/chains.h"
#include "plan/kernels.h"
#include "plan/parameters.h"
#include "plan/passes.h"

typedef struct roller {
    plan *plan;
    ref *next, *before; /* of each value in its chain, and, after the last of them, of each
                           parameter's transposed copy; -1: none */
    ref *linked;        /* those that have got a next, in the order of that */
    int linked_count;
} roller;

/* ---- chains ---- */

/* Whether the rows of a value are an array of the workspace that others may lie beside. */
static bool may_be_chained(const plan *p, ref r)
{
    const value *v = &p->values[r];
    return plan_in_workspace(p, r) && v->source == r && v->place < 0 && !v->is_callers &&
           !v->is_copied && r != p->loss;
}

static bool lie_alike(const plan *p, ref r, ref s)
{
    if (r >= p->graph.count)
        return true;
    const home *of = &p->values[r].home, *other = &p->values[s].home;
    return may_be_chained(p, r) && may_be_chained(p, s) && of->stride == other->stride &&
           of->padded == other->padded && plan_node(p, r)->cols == plan_node(p, s)->cols;
}

/* Makes the later of two values the next of the earlier one, if that can be. */
static bool link_values(roller *w, ref r, ref s)
{
    const ref early = r < s ? r : s, late = r < s ? s : r;
    if (w->next[early] == late)
        return true;
    if (w->next[early] >= 0 || w->before[late] >= 0 || !lie_alike(w->plan, early, late))
        return false;
    w->next[early] = late;
    w->before[late] = early;
    w->linked[w->linked_count++] = early;
    return true;
}

/* How many slots of its chain the one lies behind the other, where they are made neighbours if they
 * can be; 0: of no chain. Several, where a round is of several layers. */
static int slots_between(roller *w, ref r, ref s)
{
    const ref early = r < s ? r : s, late = r < s ? s : r;
    int slots = 0;
    ref at = early;
    while (at >= 0 && at != late && slots <= PERIOD_MOST) {
        at = w->next[at];
        slots++;
    }
    return at == late && slots > 0 ? slots : link_values(w, early, late);
}

static void unlink_to(roller *w, int count)
{
    while (w->linked_count > count) {
        const ref early = w->linked[--w->linked_count];
        w->before[w->next[early]] = -1;
        w->next[early] = -1;
    }
}

/* ---- rounds ---- */

static bool same_word(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

/* Whether operand c comes a round after b as b comes after a; a: NULL in the second round. */
static bool operand_goes_on(roller *w, const operand *a, const operand *b, const operand *c)
{
    const plan *p = w->plan;
    const value *v = p->values;
    if (b->role != c->role || b->writes != c->writes || b->state != c->state)
        return false;
    if (plan_parameter_of(p, b) >= 0 && plan_parameter_of(p, c) >= 0 && b->index != c->index)
        return kernel_rolls_layers(p) && plan_position_goes_on(p, a, b, c);
    if (b->role != VALUE)
        return b->index == c->index && same_word(b->name, c->name);
    const ref before = plan_array_of(p, b->index), here = plan_array_of(p, c->index);
    const int step = v[c->index].home.offset - v[b->index].home.offset;
    if (a) {
        const ref first = plan_array_of(p, a->index);
        if (v[b->index].home.offset - v[a->index].home.offset != step ||
            (first == before) != (before == here) || (first < before) != (before < here))
            return false;
    }
    if (before == here)
        return true;
    const int slots = step == 0 ? slots_between(w, before, here) : 0;
    return slots > 0 && (!a || slots == slots_between(w, plan_array_of(p, a->index), before));
}

static bool does_the_same(const plan *p, const call *a, const call *b)
{
    const weight_function *f = p->weights, *g = f;
    switch (a->kernel) {
    case CALL_ROWS: return p->functions[a->index].like == p->functions[b->index].like;
    case CALL_WEIGHT:
        f += a->index;
        g += b->index;
        return f == g ||
               (f->like == g->like && p->gradients[f->gradient].term_count < ROUNDS_LEAST);
    default: return a->index == b->index;
    }
}

/* The sums of penalties go along their list. */
static bool penalty_goes_on(const plan *p, const call *a, const call *b, const call *c)
{
    const penalty *of = &p->penalties[b->index], *other = &p->penalties[c->index];
    return p->spec->parameters[of->parameter].cols == p->spec->parameters[other->parameter].cols &&
           plan_lists_penalties(p) && (!a || c->index - b->index == b->index - a->index);
}

/* Plain: the transposed copies of w that products of a batch read are slots of an array, too. */
static bool copy_goes_on(roller *w, const call *b, const call *c)
{
    const plan *p = w->plan;
    if (b->kernel != CALL_PRODUCT || !p->products[b->index].panels)
        return true;
    const int i = plan_parameter_of(p, &b->operands[2]), k = plan_parameter_of(p, &c->operands[2]);
    return i == k || (i >= 0 && k >= 0 && link_values(w, p->graph.count + i, p->graph.count + k));
}

static bool call_goes_on(roller *w, const call *a, const call *b, const call *c)
{
    bool same = b->kernel == c->kernel && b->group == c->group &&
                (b->kernel == CALL_COLUMNS ? penalty_goes_on(w->plan, a, b, c)
                                           : does_the_same(w->plan, b, c)) &&
                b->operand_count == c->operand_count && b->kernel != CALL_COPY;
    for (int i = 0; i < b->operand_count && same; i++)
        same = operand_goes_on(w, a ? &a->operands[i] : NULL, &b->operands[i], &c->operands[i]);
    return same && (!w->plan->how.plain || copy_goes_on(w, b, c));
}

/* How many rounds of `period` calls begin at call `from`; their values are linked. */
static int count_rounds(roller *w, const call_range *of, int from, int period)
{
    int mark = w->linked_count, rounds = 1;
    for (int i = from + period; i < of->to; i++) {
        const call *c = &w->plan->calls[of->of].at[i];
        const call *a = i >= from + 2 * period ? c - 2 * (ptrdiff_t)period : NULL;
        if (!call_goes_on(w, a, c - period, c))
            break;
        if ((i + 1 - from) % period == 0) {
            rounds++;
            mark = w->linked_count;
        }
    }
    unlink_to(w, mark);
    return rounds;
}

/* Rounds are whole levels, for what a level computes for itself lives in it alone. */
static bool begins_level(const roller *w, const call_range *of, int i)
{
    const call *c = &w->plan->calls[of->of].at[i];
    return i == of->from || c->level != c[-1].level || c->group != c[-1].group ||
           c->kernel == CALL_WEIGHT || c[-1].kernel == CALL_WEIGHT;
}

/* How many rounds of `period` calls from `from` on are worth a loop. */
static int least_rounds(const plan *p, const call_range *of, int from, int period)
{
    for (int i = from; i < from + period; i++) {
        const call *c = &p->calls[of->of].at[i];
        for (int k = 0; k < c->operand_count; k++)
            if (plan_parameter_of(p, &c->operands[k]) >= 0 &&
                c->operands[k].index != c[period].operands[k].index)
                return LAYERS_LEAST;
    }
    return ROUNDS_LEAST;
}

/* The loop that begins at call `from` and takes most calls in; of no calls, if there is none. */
static call_loop find_loop(roller *w, const call_range *of, int from)
{
    call_loop best = { .from = from };
    for (int period = 1; period <= PERIOD_MOST && from + ROUNDS_LEAST * period <= of->to;
         period++) {
        if (!begins_level(w, of, from + period))
            continue;
        const int mark = w->linked_count, rounds = count_rounds(w, of, from, period);
        unlink_to(w, mark);
        if (rounds >= ROUNDS_LEAST && rounds * period > best.rounds * best.period &&
            rounds >= least_rounds(w->plan, of, from, period)) {
            best.period = period;
            best.rounds = rounds;
        }
    }
    if (best.rounds)
        count_rounds(w, of, from, best.period);
    return best;
}

static void find_loops(roller *w, const call_range *of, loop_list *to)
{
    for (int i = of->from; i < of->to;) {
        const call_loop found = begins_level(w, of, i) ? find_loop(w, of, i) : (call_loop){ 0 };
        i += found.rounds ? found.rounds * found.period : 1;
        if (!found.rounds)
            continue;
        to->at = arena_grow(w->plan->graph.arena, to->at, to->count, &to->capacity, sizeof *to->at);
        to->at[to->count++] = found;
    }
}

void plan_find_loops(plan *p)
{
    static const sequence sequences[] = { OF_BACKWARD, OF_STEP,      OF_LOSS,   OF_FORWARD,
                                          OF_PREDICT,  OF_GRADIENTS, OF_UPDATES };
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count + (size_t)p->spec->parameter_count;
    roller w = { .plan = p,
                 .next = arena_alloc(a, count * sizeof(ref)),
                 .before = arena_alloc(a, count * sizeof(ref)),
                 .linked = arena_alloc(a, count * sizeof(ref)) };
    for (size_t r = 0; r < count; r++)
        w.next[r] = w.before[r] = -1;
    for (int i = p->plain.section_count; i-- > 0 && p->how.plain;)
        find_loops(&w, &p->plain.sections[i], &p->plain.loops[i]);
    for (int i = 0; i < SEQUENCES && !p->how.plain; i++) {
        const sequence of = sequences[i];
        find_loops(&w, &(call_range){ of, 0, p->calls[of].count }, &p->loops[of]);
    }
    chains_place(p, w.next, w.before);
    chains_place_copies(p, w.next + p->graph.count, w.before + p->graph.count);
}
