/* sections.c - the plain style: which calls are one function for a sample, and where values
 * live. */
#include <string.h>

#include "plan/passes.h"

static const call *call_at(const plan *p, const call_range *of, int i)
{
    return &p->calls[of->of].at[of->from + i];
}

static int length_of(const call_range *of)
{
    return of->to - of->from;
}

/* Whoever wants it. */
static bool same_call(const call *a, const call *b)
{
    if (a->kernel != b->kernel || a->index != b->index || a->operand_count != b->operand_count)
        return false;
    for (int i = 0; i < a->operand_count; i++)
        if (a->operands[i].role != b->operands[i].role ||
            a->operands[i].index != b->operands[i].index)
            return false;
    return true;
}

/* With how many calls both begin. */
static int common_calls(const call_list *a, const call_list *b)
{
    int count = 0;
    while (count < a->count && count < b->count && same_call(&a->at[count], &b->at[count]))
        count++;
    return count;
}

/* Within a level, what one output wants comes together. */
static void by_groups(call *at, int count)
{
    for (int i = 1; i < count; i++) {
        const call c = at[i];
        int to = i;
        for (; to > 0 && at[to - 1].level == c.level && at[to - 1].group > c.group; to--)
            at[to] = at[to - 1];
        at[to] = c;
    }
}

/* What predict and loss share is worth a function if training, where there is more, begins with it;
 * else training goes its own way. */
static void cut(plan *p)
{
    const call_list *predict = &p->calls[OF_PREDICT], *loss = &p->calls[OF_LOSS],
                    *train = &p->calls[OF_BACKWARD];
    const int both = common_calls(predict, loss), with_train = common_calls(loss, train);
    const bool trains = with_train > 0 && 2 * with_train >= both;
    const int run = trains && with_train < both ? with_train : both;
    call_range *s = p->plain.sections;
    s[SECTION_RUN] = (call_range){ OF_LOSS, 0, run };
    s[SECTION_PREDICT] = (call_range){ OF_PREDICT, run, predict->count };
    s[SECTION_LOSS] = (call_range){ OF_LOSS, run, loss->count };
    s[SECTION_TRAIN] = (call_range){ OF_BACKWARD, trains ? run : 0, train->count };
    p->plain.runs = run > 0;
    by_groups(predict->at + run, predict->count - run);
}

/* Where value r is mentioned: in which sections, as a bit each; at which level alone, or -1. */
typedef struct mention {
    unsigned sections, writers;
    int level, group;
    bool is_term;
} mention;

static void mention_operands(const plan *p, mention *all)
{
    for (int s = 0; s < SECTIONS; s++) {
        const call_range *range = &p->plain.sections[s];
        for (int i = 0; i < length_of(range); i++) {
            const call *c = call_at(p, range, i);
            for (int k = 0; k < c->operand_count; k++) {
                if (c->operands[k].role != VALUE)
                    continue;
                mention *m = &all[plan_array_of(p, c->operands[k].index)];
                const bool here = m->sections & 1u << s;
                if (m->sections && (m->level != c->level || (here && m->group != c->group)))
                    m->level = -1;
                else
                    m->level = c->level;
                m->group = c->group;
                m->sections |= 1u << s;
                m->writers |= c->operands[k].writes ? 1u << s : 0;
            }
        }
    }
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            const term t = p->gradients[i].terms[k];
            all[plan_array_of(p, t.d)].is_term = true;
            if (t.x >= 0)
                all[plan_array_of(p, t.x)].is_term = true;
        }
}

static plain_home home_of(const mention *m)
{
    const unsigned run = 1u << SECTION_RUN, train = 1u << SECTION_TRAIN;
    if (m->writers & run && (m->sections & ~run || m->is_term))
        return PLAIN_FORWARD;
    if (m->writers & train && m->is_term)
        return PLAIN_BACKWARD;
    return m->level >= 0 ? PLAIN_OF_LEVEL : PLAIN_LOCAL;
}

/* What is said of one value of a chain is said of all; what each is for its level alone needs no
 * array. */
static void mention_chains(plan *p, mention *all)
{
    for (ref r = 0; r < p->graph.count; r++) {
        mention *first = &all[p->values[r].chain];
        if (p->values[r].chain == r)
            continue;
        first->sections |= all[r].sections;
        first->writers |= all[r].writers;
        first->is_term = first->is_term || all[r].is_term;
        first->level = all[r].level < 0 ? -1 : first->level;
    }
    for (ref r = 0; r < p->graph.count; r++) {
        value *v = &p->values[r];
        if (v->chain != r && home_of(&all[v->chain]) != PLAIN_OF_LEVEL)
            all[r] = all[v->chain];
    }
    for (ref r = p->graph.count - 1; r >= 0; r--) {
        value *v = &p->values[r];
        if (p->values[v->chain].slots == 1 || home_of(&all[v->chain]) != PLAIN_OF_LEVEL)
            continue;
        if (v->chain == r)
            v->slots = 1;
        v->chain = r;
        v->slot = 0;
    }
}

void plan_cut_sections(plan *p)
{
    cut(p);
}

void plan_make_sections(plan *p)
{
    arena *a = p->graph.arena;
    p->plain.homes = arena_alloc(a, (size_t)p->graph.count * sizeof *p->plain.homes);
    mention *all = arena_alloc(a, (size_t)p->graph.count * sizeof *all);
    mention_operands(p, all);
    mention_chains(p, all);
    for (ref r = 0; r < p->graph.count; r++) {
        const value *v = &p->values[r];
        const bool ours = v->home.workspace && plan_node(p, r)->gate != SLICE;
        p->plain.homes[r] = ours && (all[r].sections || all[r].is_term) ? home_of(&all[r])
                                                                        : PLAIN_NOWHERE;
    }
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].place >= 0)
            p->plain.homes[r] = p->plain.homes[p->values[r].place];
    p->plain.homes[p->loss] = PLAIN_LOCAL;
}
