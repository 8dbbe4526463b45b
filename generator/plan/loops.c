/* loops.c - finds calls that come again and again, and lays what they read and write in arrays that
 * a loop can go along. */
#include <string.h>

#include "plan/chains.h"
#include "plan/kernels.h"
#include "plan/parameters.h"
#include "plan/passes.h"

enum { PERIOD_MOST = 64, ROUNDS_LEAST = 3 };

typedef struct roller {
    plan *plan;
    ref *next, *before; /* of each value in its chain; -1: none */
    ref *linked;        /* values that have got a next, in the order of that */
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
    return before == here || (step == 0 && link_values(w, before, here));
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

static bool call_goes_on(roller *w, const call *a, const call *b, const call *c)
{
    bool same = b->kernel == c->kernel && does_the_same(w->plan, b, c) && b->group == c->group &&
                b->operand_count == c->operand_count && b->kernel != CALL_COPY &&
                b->kernel != CALL_COLUMNS;
    for (int i = 0; i < b->operand_count && same; i++)
        same = operand_goes_on(w, a ? &a->operands[i] : NULL, &b->operands[i], &c->operands[i]);
    return same;
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

/* ---- terms of gradients ---- */

static bool steps_alike(const plan *p, ref a, ref b, ref c)
{
    const value *v = p->values;
    return a < 0 || (v[plan_array_of(p, a)].chain == v[plan_array_of(p, b)].chain &&
                     v[plan_array_of(p, b)].chain == v[plan_array_of(p, c)].chain &&
                     plan_distance(p, a, b) == plan_distance(p, b, c));
}

/* How many terms from the first on go along their arrays; at least 1. */
static int count_terms(const plan *p, const term *first, int most)
{
    int count = most < 2 ? most : 2;
    while (count < most && !first->loops && !first->row &&
           steps_alike(p, first[count - 2].x, first[count - 1].x, first[count].x) &&
           steps_alike(p, first[count - 2].d, first[count - 1].d, first[count].d))
        count++;
    return count < ROUNDS_LEAST ? 1 : count;
}

/* Takes the operands of terms that are rounds of others out of a call. */
static void drop_operands(call *c, const bool *dropped, const gradient *before)
{
    int from = 0, to;
    while (from < c->operand_count && c->operands[from].role != VALUE)
        from++;
    to = from;
    for (int k = 0; k < before->term_count; k++)
        for (int side = before->terms[k].x < 0; side < 2; side++, from++)
            if (!dropped[k])
                c->operands[to++] = c->operands[from];
    for (; from < c->operand_count; from++)
        c->operands[to++] = c->operands[from];
    c->operand_count = to;
}

/* Of one sample, gradients of vectors, and those beside a product, have few terms or take them all
 * at once. */
static bool may_fold(const plan *p, int number)
{
    const gradient *of = &p->gradients[number];
    return p->spec->batch > 1 || p->how.plain ||
           (of->product < 0 && of->term_count > 0 && of->terms[0].x >= 0 && !of->terms[0].loops);
}

static void fold_terms(plan *p, int number)
{
    gradient *of = &p->gradients[number];
    const gradient before = *of;
    term *terms = arena_alloc(p->graph.arena, ((size_t)of->term_count + 1) * sizeof *terms);
    bool *dropped = arena_alloc(p->graph.arena, ((size_t)of->term_count + 1) * sizeof *dropped);
    of->terms = terms;
    of->term_count = 0;
    for (int k = 0; k < before.term_count;) {
        const int rounds = count_terms(p, before.terms + k, before.term_count - k);
        term *to = &terms[of->term_count++];
        *to = before.terms[k];
        to->rounds = rounds;
        to->later_x = before.terms[k + (rounds > 1)].x;
        to->later_d = before.terms[k + (rounds > 1)].d;
        for (int i = 1; i < rounds; i++)
            dropped[k + i] = true;
        k += rounds;
    }
    for (int k = 0; k < 2 && of->term_count < before.term_count; k++)
        kernel_choose_rounds(p, &p->weights[2 * number + k]);
    for (int s = 0; s < SEQUENCES && of->term_count < before.term_count; s++)
        for (int i = 0; i < p->calls[s].count; i++) {
            call *c = &p->calls[s].at[i];
            if (c->kernel == CALL_WEIGHT && c->index / 2 == number && p->weights[c->index].sums)
                drop_operands(c, dropped, &before);
        }
}

void plan_find_loops(plan *p)
{
    static const sequence sequences[] = { OF_BACKWARD, OF_STEP,      OF_LOSS,   OF_FORWARD,
                                          OF_PREDICT,  OF_GRADIENTS, OF_UPDATES };
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count;
    roller w = { .plan = p,
                 .next = arena_alloc(a, count * sizeof(ref)),
                 .before = arena_alloc(a, count * sizeof(ref)),
                 .linked = arena_alloc(a, count * sizeof(ref)) };
    for (ref r = 0; r < p->graph.count; r++)
        w.next[r] = w.before[r] = -1;
    for (int i = p->plain.section_count; i-- > 0 && p->how.plain;)
        find_loops(&w, &p->plain.sections[i], &p->plain.loops[i]);
    for (int i = 0; i < SEQUENCES && !p->how.plain; i++) {
        const sequence of = sequences[i];
        find_loops(&w, &(call_range){ of, 0, p->calls[of].count }, &p->loops[of]);
    }
    chains_place(p, w.next, w.before);
    for (int i = 0; i < p->gradient_count; i++)
        if (may_fold(p, i))
            fold_terms(p, i);
}
