/* finishes.c - what a product does with its sums before they leave the registers: the element-wise
 * gates of its level, where they need nothing else of that level. */
#include "plan/kernels.h"
#include "plan/passes.h"

typedef struct search { /* of one product's gates */
    plan *plan;
    ref product;
    ref *found; /* gates that it can compute, in index order */
    int count, capacity;
    int *seen, *reached; /* of each node: the product that looked at it, and found a way to it */
} search;

static bool same_programs(const value *v, const value *w)
{
    for (int of = 0; of < PROGRAMS; of++)
        if (v->needed[of] != w->needed[of])
            return false;
    return true;
}

/* A vector of an earlier level, in whole vectors of the workspace. */
static bool is_at_hand(const plan *p, ref r, ref product)
{
    const value *v = &p->values[r];
    return (plan_is_row_gate(p, r) || v->is_product) && v->level < p->values[product].level &&
           v->group[TRAIN] == GROUP_ALL && plan_node(p, r)->cols == plan_node(p, product)->cols &&
           v->home.padded;
}

/* By itself, whatever its operands are. */
static bool is_eligible(const plan *p, ref r, ref product)
{
    const value *v = &p->values[r], *w = &p->values[product];
    return plan_is_needed(p, r) && v->finisher < 0 && plan_is_row_gate(p, r) &&
           kernel_is_cheap(plan_node(p, r)->gate) && v->level == w->level &&
           v->group[TRAIN] == w->group[TRAIN] &&
           plan_node(p, r)->cols == plan_node(p, product)->cols && same_programs(v, w) &&
           v->home.padded;
}

static void add_found(search *s, ref r)
{
    s->found = arena_grow(s->plan->graph.arena, s->found, s->count, &s->capacity, sizeof *s->found);
    int at = s->count++;
    for (; at > 0 && s->found[at - 1] > r; at--)
        s->found[at] = s->found[at - 1];
    s->found[at] = r;
}

/* Whether the product can compute r: from its sums, constants, what is at hand, and what it can
 * compute as well, not too deep. If so, r is the product's from now on. */
static bool is_ours(search *s, ref r, int depth)
{
    enum { DEEPEST = 64 };
    plan *p = s->plan;
    const node *n = plan_node(p, r);
    if (s->seen[r] == s->product || depth == DEEPEST)
        return p->values[r].finisher == s->product;
    s->seen[r] = s->product;
    if (!is_eligible(p, r, s->product))
        return false;
    for (int k = 0; k < n->arity; k++) {
        ref in = n->in[k];
        if (in != s->product && plan_node(p, in)->gate != CONSTANT &&
            !is_at_hand(p, in, s->product) && !is_ours(s, in, depth + 1))
            return false;
    }
    p->values[r].finisher = s->product;
    add_found(s, r);
    return true;
}

/* What it can compute of what its sums are read by. */
static void find_gates(search *s)
{
    const plan *p = s->plan;
    int queued = 0, room = 0;
    ref *queue = arena_grow(p->graph.arena, NULL, 0, &room, sizeof *queue);
    queue[queued++] = s->product;
    for (int i = 0; i < queued; i++)
        for (int u = p->user_start[queue[i]]; u < p->user_start[queue[i] + 1]; u++) {
            ref user = p->users[u];
            if (s->reached[user] == s->product || !is_ours(s, user, 0))
                continue;
            s->reached[user] = s->product;
            queue = arena_grow(p->graph.arena, queue, queued, &room, sizeof *queue);
            queue[queued++] = user;
        }
}

/* Whether a gate of the product's own level, outside, reads r: it goes through memory anyway. */
static bool leaks(const plan *p, ref r, ref product)
{
    for (int i = p->reader_start[r]; i < p->reader_start[r + 1]; i++) {
        ref by = p->readers[i];
        const value *v = &p->values[by];
        if (plan_is_needed(p, by) && v->finisher != product && plan_is_row_gate(p, by) &&
            v->level == p->values[product].level)
            return true;
    }
    return false;
}

/* Whether anything but the product's own gates reads r. */
static bool is_written(const plan *p, ref r, ref product)
{
    for (int i = p->user_start[r]; i < p->user_start[r + 1]; i++)
        if (plan_is_needed(p, p->users[i]) && p->values[p->users[i]].finisher != product)
            return true;
    return false;
}

/* The product's gates read at most two arrays and write one or two: `is_term` of what gradients
 * read. */
static bool has_few_arrays(const search *s, const bool *is_term)
{
    enum { ARRAYS_MOST = 2 };
    const plan *p = s->plan;
    ref read[ARRAYS_MOST + 1];
    int reads = 0, writes = is_term[s->product] || is_written(p, s->product, s->product);
    for (int i = 0; i < s->count; i++) {
        ref r = s->found[i];
        const node *n = plan_node(p, r);
        if (p->values[r].finisher != s->product)
            continue;
        writes += is_term[r] || is_written(p, r, s->product);
        for (int k = 0; k < n->arity; k++) {
            ref in = p->values[n->in[k]].source;
            bool known = in == s->product || p->values[in].finisher == s->product ||
                         plan_node(p, in)->gate == CONSTANT;
            for (int m = 0; m < reads && !known; m++)
                known = read[m] == in;
            if (known)
                continue;
            if (reads == ARRAYS_MOST)
                return false;
            read[reads++] = in;
        }
    }
    return writes > 0 && writes <= ARRAYS_MOST;
}

/* Gates that only read what is at hand belong here if the others read them. */
static void drop_strangers(const search *s, bool *follows, bool *read)
{
    value *v = s->plan->values;
    for (int i = 0; i < s->count; i++) {
        ref r = s->found[i];
        const node *n = plan_node(s->plan, r);
        follows[r] = read[r] = false;
        for (int k = 0; k < n->arity && v[r].finisher == s->product; k++) {
            ref in = n->in[k];
            follows[r] = follows[r] || in == s->product ||
                         (v[in].finisher == s->product && follows[in]);
        }
    }
    for (int i = s->count; i-- > 0;) {
        ref r = s->found[i];
        const node *n = plan_node(s->plan, r);
        if (v[r].finisher == s->product && !follows[r] && !read[r])
            v[r].finisher = -1;
        for (int k = 0; k < n->arity && v[r].finisher == s->product; k++)
            read[n->in[k]] = true;
    }
}

static void take(search *s, const bool *is_term, bool *follows, bool *read)
{
    plan *p = s->plan;
    drop_strangers(s, follows, read);
    bool leaky = leaks(p, s->product, s->product);
    for (int i = 0; i < s->count && !leaky; i++)
        leaky = p->values[s->found[i]].finisher == s->product && leaks(p, s->found[i], s->product);
    bool keeps = !leaky && has_few_arrays(s, is_term);
    for (int i = 0; i < s->count && !keeps; i++)
        if (p->values[s->found[i]].finisher == s->product)
            p->values[s->found[i]].finisher = -1;
}

static bool *find_terms(const plan *p)
{
    bool *is_term = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *is_term);
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            is_term[p->values[t.d].source] = true;
            if (t.x >= 0)
                is_term[p->values[t.x].source] = true;
        }
    return is_term;
}

void plan_find_finishes(plan *p)
{
    if (p->spec->batch == 1)
        return;
    const size_t count = (size_t)p->graph.count;
    search s = { .plan = p,
                 .seen = arena_alloc(p->graph.arena, count * sizeof(int)),
                 .reached = arena_alloc(p->graph.arena, count * sizeof(int)) };
    bool *follows = arena_alloc(p->graph.arena, count * sizeof *follows);
    bool *read = arena_alloc(p->graph.arena, count * sizeof *read);
    const bool *is_term = find_terms(p);
    for (ref product = 0; product < p->graph.count; product++) {
        if (!p->values[product].is_product || !plan_is_needed(p, product) ||
            !p->values[product].home.padded) /* a scalar, or the caller's */
            continue;
        s.product = product;
        s.count = 0;
        find_gates(&s);
        take(&s, is_term, follows, read);
    }
}
