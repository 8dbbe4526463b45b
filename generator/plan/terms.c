/* terms.c - terms of gradients that go along their arrays, as those of steps do, are rounds of one.
 */
#include "plan/kernels.h"
#include "plan/passes.h"

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

void plan_fold_terms(plan *p)
{
    for (int i = 0; i < p->gradient_count; i++)
        if (may_fold(p, i))
            fold_terms(p, i);
}
