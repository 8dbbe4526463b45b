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

static bool has_means(const call_list *of)
{
    for (int i = 0; i < of->count; i++)
        if (of->at[i].kernel == CALL_MEAN)
            return true;
    return false;
}

static void add_section(plan *p, call_range range, int *capacity)
{
    plain_plan *to = &p->plain;
    to->sections = arena_grow(p->graph.arena, to->sections, to->section_count, capacity,
                              sizeof *to->sections);
    to->sections[to->section_count++] = range;
}

/* The sections of a list from a call on: up to means, and after them. */
static void add_phases(plan *p, sequence of, int from, int *capacity)
{
    const call_list *list = &p->calls[of];
    for (int i = from; i <= list->count; i++) {
        if (i < list->count && list->at[i].kernel != CALL_MEAN)
            continue;
        add_section(p, (call_range){ of, from, i }, capacity);
        while (i + 1 < list->count && list->at[i + 1].kernel == CALL_MEAN)
            i++;
        from = i + 1;
    }
}

/* What predict and loss share is worth a function if training, where there is more, begins with it;
 * else training goes its own way. Where a pass has phases, what one leaves for the next would be on
 * the stack of predict: it goes its own way as well. */
static void cut(plan *p)
{
    const call_list *predict = &p->calls[OF_PREDICT], *loss = &p->calls[OF_LOSS],
                    *train = &p->calls[OF_BACKWARD];
    p->plain.phases = has_means(loss) || has_means(train);
    const int both = p->plain.phases ? 0 : common_calls(predict, loss);
    const int with_train = common_calls(loss, train);
    const bool trains = with_train > 0 && 2 * with_train >= both;
    const int run = trains && with_train < both ? with_train : both;
    int capacity = 0;
    add_section(p, (call_range){ OF_LOSS, 0, run }, &capacity);
    add_section(p, (call_range){ OF_PREDICT, run, predict->count }, &capacity);
    add_phases(p, OF_LOSS, run, &capacity);
    p->plain.train = p->plain.section_count;
    add_phases(p, OF_BACKWARD, trains ? run : 0, &capacity);
    p->plain.loops = arena_alloc(p->graph.arena,
                                 (size_t)p->plain.section_count * sizeof *p->plain.loops);
    p->plain.runs = run > 0;
    by_groups(predict->at + run, predict->count - run);
}

enum { PASS_OF_RUN, PASS_OF_LOSS, PASS_OF_TRAIN, PASSES };

/* Where value r is mentioned. */
typedef struct mention {
    int last;              /* + 1: the last section to do so */
    bool many;             /* another has as well */
    int last_of[PASSES];   /* the same, of each pass */
    bool crosses;          /* phases of one, or into a mean */
    bool of_run, of_train; /* written by them */
    int level, group;      /* at which level alone, or -1 */
    bool is_term;
} mention;

static int pass_of(const plan *p, section s)
{
    return s < SECTION_LOSS ? PASS_OF_RUN : s < p->plain.train ? PASS_OF_LOSS : PASS_OF_TRAIN;
}

static void mention_in(const plan *p, mention *m, section s)
{
    const int pass = pass_of(p, s);
    m->many = m->many || (m->last && m->last != s + 1);
    m->crosses = m->crosses ||
                 (pass != PASS_OF_RUN && m->last_of[pass] && m->last_of[pass] != s + 1);
    m->last = m->last_of[pass] = s + 1;
}

static void mention_operand(const plan *p, mention *m, section s, const call *c, const operand *o)
{
    const bool here = m->last == s + 1;
    if (m->last && (m->level != c->level || (here && m->group != c->group)))
        m->level = -1;
    else
        m->level = c->level;
    m->group = c->group;
    mention_in(p, m, s);
    m->of_run = m->of_run || (o->writes && s == SECTION_RUN);
    m->of_train = m->of_train || (o->writes && s >= p->plain.train);
}

static void mention_operands(const plan *p, mention *all)
{
    for (section s = 0; s < p->plain.section_count; s++) {
        const call_range *range = &p->plain.sections[s];
        for (int i = 0; i < length_of(range); i++) {
            const call *c = call_at(p, range, i);
            for (int k = 0; k < c->operand_count; k++)
                if (c->operands[k].role == VALUE)
                    mention_operand(p, &all[plan_array_of(p, c->operands[k].index)], s, c,
                                    &c->operands[k]);
        }
    }
    for (ref r = 0; r < p->graph.count; r++)
        if (plan_is_mean(p, r))
            all[r].crosses = all[plan_array_of(p, plan_node(p, r)->in[0])].crosses = true;
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
    if ((m->of_run && (m->many || m->is_term)) || m->crosses)
        return PLAIN_FORWARD;
    if (m->of_train && m->is_term)
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
        for (int pass = 0; pass < PASSES; pass++)
            if (all[r].last_of[pass])
                mention_in(p, first, all[r].last_of[pass] - 1);
        first->many = first->many || all[r].many;
        first->crosses = first->crosses || all[r].crosses;
        first->of_run = first->of_run || all[r].of_run;
        first->of_train = first->of_train || all[r].of_train;
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
        p->plain.homes[r] = ours && (all[r].last || all[r].is_term) ? home_of(&all[r])
                                                                    : PLAIN_NOWHERE;
    }
    for (ref r = 0; r < p->graph.count; r++)
        if (p->values[r].place >= 0)
            p->plain.homes[r] = p->plain.homes[p->values[r].place];
    p->plain.homes[p->loss] = PLAIN_LOCAL;
}
