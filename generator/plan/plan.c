/* plan.c - cuts the graph into stages and finds every value a home.
 *
 * The level of a value is the number of matrix products on the longest path to it. A program runs
 * level by level: first the products of the level, then one function that computes the level's
 * row gates (everything element-wise or along a row) for each row. */
#include "plan/plan.h"

#include <string.h>

#include "emit/mathematics.h"

bool plan_is_leaf(const plan *p, ref r)
{
    return p->graph.nodes[r].arity == 0;
}

bool plan_is_row_gate(const plan *p, ref r)
{
    gate kind = p->graph.nodes[r].gate;
    return !plan_is_leaf(p, r) && !p->is_product[r] && !p->is_fused[r] && !p->is_outer[r] &&
           kind != SLICE && p->graph.nodes[r].rows == 1;
}

ref plan_source(const plan *p, ref r)
{
    while (p->graph.nodes[r].gate == SLICE)
        r = p->graph.nodes[r].in[0];
    return r;
}

bool *plan_flags(plan *p)
{
    return arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof(bool));
}

int64_t plan_row_bytes(const plan *p, int width)
{
    return (int64_t)width * (p->spec->is_double ? 8 : 4);
}

bool plan_pays_threads(const plan *p, int64_t work)
{
    return p->spec->batch > 1 && work >= THREADS_PAY;
}

/* ---- what each program needs ---- */

static void need(const plan *p, bool *flags, ref r)
{
    if (flags[r])
        return;
    flags[r] = true;
    for (int i = 0; i < p->graph.nodes[r].arity; i++)
        need(p, flags, p->graph.nodes[r].in[i]);
}

static void add_terms(plan *p, gradient *to, ref r)
{
    const node *n = &p->graph.nodes[r];
    if (n->gate == ADD && p->is_outer[r]) {
        add_terms(p, to, n->in[0]);
        add_terms(p, to, n->in[1]);
        return;
    }
    bool outer = n->gate == OUTER;
    to->terms[to->term_count++] = (term){ outer ? n->in[0] : -1, outer ? n->in[1] : r };
}

static void find_gradients(plan *p)
{
    const spec *s = p->spec;
    arena *a = p->graph.arena;
    p->gradients = arena_alloc(a, (size_t)s->parameter_count * sizeof *p->gradients);
    for (int i = 0; i < s->parameter_count; i++) {
        ref r = p->dparameters[i];
        if (!s->parameters[i].train)
            continue;
        gradient *to = &p->gradients[p->gradient_count++];
        to->parameter = i;
        to->terms = arena_alloc(a, (size_t)p->graph.count * sizeof *to->terms);
        if (r >= 0)
            add_terms(p, to, r);
    }
}

static void find_needs(plan *p)
{
    for (int i = 0; i < p->spec->output_count; i++)
        need(p, p->needed[FORWARD], p->outputs[i]);
    need(p, p->needed[LOSS], p->loss);
    bool *train = p->needed[TRAIN];
    need(p, train, p->loss);
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            need(p, train, t.d);
            if (t.x >= 0)
                need(p, train, t.x);
        }
    bool *without_dinputs = plan_flags(p);
    memcpy(without_dinputs, train, (size_t)p->graph.count * sizeof *train);
    for (int i = 0; i < p->spec->input_count; i++)
        need(p, train, p->dinputs[i]);
    for (ref r = 0; r < p->graph.count; r++)
        p->group[r] = train[r] && !without_dinputs[r] ? GROUP_DINPUTS : GROUP_ALL;
    for (int i = 0; i < p->spec->input_count; i++)
        if (p->spec->input_count > 1)
            p->group[p->dinputs[i]] = GROUP_DINPUT + i;
}

/* ---- what outlives its function ---- */

static bool same_function(const plan *p, ref a, ref b)
{
    return plan_is_row_gate(p, b) && p->level[a] == p->level[b] &&
           p->group[a] == p->group[b] && p->finisher[a] == p->finisher[b];
}

static void store_operands(plan *p, program of, ref r)
{
    const node *n = &p->graph.nodes[r];
    for (int i = 0; i < n->arity; i++) {
        ref in = plan_source(p, n->in[i]);
        if ((plan_is_row_gate(p, in) && !(plan_is_row_gate(p, r) && same_function(p, in, r))) ||
            (p->is_product[in] && p->finisher[r] != in))
            p->stored[of][in] = true;
    }
}

/* A product that finishes its sums itself is one function for all programs: it stores what any of
 * them reads. */
static void agree_on_finishes(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        bool finishes = p->finisher[r] >= 0, stored = false;
        for (ref by = r + 1; by < p->graph.count && p->is_product[r] && !finishes; by++)
            finishes = p->finisher[by] == r;
        for (int of = 0; of < PROGRAMS && finishes; of++)
            stored = stored || (p->needed[of][r] && p->stored[of][r]);
        for (int of = 0; of < PROGRAMS && finishes; of++)
            p->stored[of][r] = stored;
    }
}

static void find_stored(plan *p)
{
    for (int of = 0; of < PROGRAMS; of++)
        for (ref r = 0; r < p->graph.count; r++)
            if (p->needed[of][r] && p->graph.nodes[r].gate != SLICE)
                store_operands(p, (program)of, r);
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            ref d = plan_source(p, t.d), x = t.x < 0 ? d : plan_source(p, t.x);
            p->stored[TRAIN][d] = p->stored[TRAIN][d] || !plan_is_leaf(p, d);
            p->stored[TRAIN][x] = p->stored[TRAIN][x] || !plan_is_leaf(p, x);
        }
    for (int i = 0; i < p->spec->output_count; i++)
        p->stored[FORWARD][p->outputs[i]] = true;
    for (int i = 0; i < p->spec->input_count; i++)
        p->stored[TRAIN][p->dinputs[i]] = true;
    p->stored[LOSS][p->loss] = p->stored[TRAIN][p->loss] = true;
    agree_on_finishes(p);
}

/* ---- stages ---- */

static void add_stage(plan *p, program of, stage s)
{
    p->stages[of][p->stage_count[of]++] = s;
}

static void add_level(plan *p, program of, int level, int group)
{
    ref *rows = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *rows);
    int count = 0;
    for (ref r = 0; r < p->graph.count; r++) {
        if (!p->needed[of][r] || p->level[r] != level ||
            (of == TRAIN && p->group[r] != group))
            continue;
        if (p->is_product[r])
            add_stage(p, of, (stage){ .kind = STAGE_PRODUCT, .level = level, .product = r,
                                      .group = group });
        else if (plan_is_row_gate(p, r) && p->finisher[r] < 0)
            rows[count++] = r;
    }
    if (count)
        add_stage(p, of, (stage){ .kind = STAGE_ROWS, .level = level,
                                  .function = rows_make(p, of, rows, count),
                                  .group = group });
}

static void make_stages(plan *p)
{
    int last = 0;
    for (ref r = 0; r < p->graph.count; r++)
        last = p->level[r] > last ? p->level[r] : last;
    int groups = GROUP_DINPUT + p->spec->input_count;
    p->functions = arena_alloc(p->graph.arena, (size_t)PROGRAMS * (size_t)groups *
                                                   (size_t)(last + 1) * sizeof *p->functions);
    for (int of = 0; of < PROGRAMS; of++) {
        p->stages[of] = arena_alloc(p->graph.arena,
                                    2 * (size_t)(p->graph.count + 1) * sizeof(stage));
        for (int level = 0; level <= last; level++) {
            for (int group = 0; group < (of == TRAIN ? groups : 1); group++)
                add_level(p, (program)of, level, group);
        }
    }
}

/* Of one sample the last product that reads a parameter, d w', and its update x' d are one pass:
 * each weight is read once for both. Not where rows are narrow. */
static ref product_beside_update(const plan *p, const gradient *of, ref w)
{
    const parameter *q = &p->spec->parameters[of->parameter];
    if (p->spec->batch > 1 || p->derived->two_pass || of->term_count != 1 || q->is_bias ||
        q->rows == 1 || q->cols < BLOCK || of->terms[0].x < 0)
        return -1;
    term t = of->terms[0];
    ref product = -1;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        for (int k = 0; k < n->arity && p->needed[TRAIN][r] && p->group[r] == GROUP_ALL; k++) {
            if (n->in[k] != w || (p->level[r] < of->level && n->gate != SLICE))
                continue;
            if (product >= 0 || n->gate != MATMUL_T || k != 1 || n->in[0] != t.d)
                return -1;
            product = r;
        }
    }
    bool ready = p->level[t.d] < of->level && p->level[t.x] < of->level;
    return ready ? product : -1;
}

/* An update in place waits for the last product that reads its parameter, and for the terms. */
static void place_updates(plan *p)
{
    for (int i = 0; i < p->gradient_count; i++) {
        gradient *of = &p->gradients[i];
        ref parameter = -1;
        for (ref r = 0; r < p->graph.count; r++)
            if (p->graph.nodes[r].gate == PARAMETER && p->graph.nodes[r].index == of->parameter)
                parameter = r;
        int level = 0;
        for (int k = 0; k < of->term_count; k++) {
            term t = of->terms[k];
            level = p->level[t.d] > level ? p->level[t.d] : level;
            level = t.x >= 0 && p->level[t.x] > level ? p->level[t.x] : level;
        }
        for (ref r = 0; r < p->graph.count; r++)
            for (int k = 0; k < p->graph.nodes[r].arity; k++)
                if (p->needed[TRAIN][r] && p->group[r] == GROUP_ALL &&
                    p->graph.nodes[r].in[k] == parameter && p->level[r] > level)
                    level = p->level[r];
        of->level = level;
        of->product = product_beside_update(p, of, parameter);
    }
}

void plan_make(plan *p, const spec *s, const derived *d, int unroll)
{
    *p = (plan){ .spec = s, .derived = d, .unroll = unroll,
                 .real = s->is_double ? "double" : "float" };
    lower(p);
    p->level = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->level);
    p->is_outer = plan_flags(p);
    p->is_product = plan_flags(p);
    p->is_fused = plan_flags(p);
    p->finisher = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->finisher);
    p->group = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->group);
    for (int of = 0; of < PROGRAMS; of++) {
        p->needed[of] = plan_flags(p);
        p->stored[of] = plan_flags(p);
    }
    plan_find_products(p);
    find_gradients(p);
    find_needs(p);
    plan_find_levels(p);
    plan_find_finishes(p);
    find_stored(p);
    plan_name_values(p);
    mathematics_number(p);
    make_stages(p);
    place_updates(p);
}
