/* plan.c - cuts the graph into stages and finds every value a home.
 *
 * The level of a value is the number of matrix products on the longest path to it. A program runs
 * level by level: first the products of the level, then one function that computes the level's
 * row gates (everything element-wise or along a row) for each row. */
#include "plan.h"

#include <string.h>

#include "mathematics.h"

static bool is_leaf(const plan *p, ref r)
{
    return p->graph.nodes[r].arity == 0;
}

bool plan_is_row_gate(const plan *p, ref r)
{
    gate kind = p->graph.nodes[r].gate;
    return !is_leaf(p, r) && !p->is_product[r] && !p->is_fused[r] && kind != SLICE &&
           kind != OUTER && p->graph.nodes[r].rows == 1;
}

ref plan_source(const plan *p, ref r)
{
    while (p->graph.nodes[r].gate == SLICE)
        r = p->graph.nodes[r].in[0];
    return r;
}

static bool *new_flags(plan *p)
{
    return arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof(bool));
}

/* ---- products and levels ---- */

static bool is_bias(const graph *g, ref r, int cols)
{
    const node *n = &g->nodes[r];
    return n->gate == PARAMETER && n->rows == 1 && n->cols == cols;
}

/* Finds z = x w + b, so that the product starts from the bias. */
static void find_products(plan *p)
{
    graph *g = &p->graph;
    int *uses = arena_alloc(g->arena, (size_t)g->count * sizeof *uses);
    for (ref r = 0; r < g->count; r++)
        for (int i = 0; i < g->nodes[r].arity; i++)
            uses[g->nodes[r].in[i]]++;
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        p->is_product[r] = n->gate == MATMUL || n->gate == MATMUL_T;
        if (n->gate != ADD || n->rows != 1)
            continue;
        const node *product = &g->nodes[n->in[0]];
        if (product->gate == MATMUL && uses[n->in[0]] == 1 && is_bias(g, n->in[1], n->cols)) {
            p->is_product[r] = p->is_fused[n->in[0]] = true;
            p->is_product[n->in[0]] = false;
        }
    }
}

static void find_levels(plan *p)
{
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        for (int i = 0; i < n->arity; i++)
            if (p->level[n->in[i]] > p->level[r])
                p->level[r] = p->level[n->in[i]];
        p->level[r] += n->gate == MATMUL || n->gate == MATMUL_T;
    }
}

static bool is_needed(const plan *p, ref r)
{
    return p->needed[FORWARD][r] || p->needed[LOSS][r] || p->needed[TRAIN][r];
}

/* A value moves up to the level of its first user where its operands are in memory anyway (leaves,
 * products, what a product reads) or move as well. From the users back to the operands. */
static void sink(plan *p)
{
    graph *g = &p->graph;
    int *first_use = arena_alloc(g->arena, (size_t)g->count * sizeof *first_use);
    bool *kept = new_flags(p), *moves = new_flags(p);
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        if (!is_needed(p, r))
            continue;
        bool reads_memory = n->gate == MATMUL || n->gate == MATMUL_T || n->gate == OUTER;
        for (int i = 0; i < n->arity && reads_memory; i++)
            kept[plan_source(p, n->in[i])] = true;
    }
    for (ref r = 0; r < g->count; r++) {
        const node *n = &g->nodes[r];
        moves[r] = plan_is_row_gate(p, r) && !kept[r];
        for (int i = 0; i < n->arity; i++) {
            ref in = plan_source(p, n->in[i]);
            moves[r] = moves[r] && (!plan_is_row_gate(p, in) || kept[in] || moves[in]);
        }
        first_use[r] = -1;
    }
    for (ref r = g->count - 1; r >= 0; r--) {
        if (moves[r] && first_use[r] > p->level[r])
            p->level[r] = first_use[r];
        for (int i = 0; i < g->nodes[r].arity && is_needed(p, r); i++) {
            ref in = plan_source(p, g->nodes[r].in[i]);
            if (first_use[in] < 0 || p->level[r] < first_use[in])
                first_use[in] = p->level[r];
        }
    }
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
    if (n->gate == ADD && n->rows > 1) {
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
    bool *without_dinputs = new_flags(p);
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
           p->group[a] == p->group[b];
}

static void store_operands(plan *p, program of, ref r)
{
    const node *n = &p->graph.nodes[r];
    for (int i = 0; i < n->arity; i++) {
        ref in = plan_source(p, n->in[i]);
        if (plan_is_row_gate(p, in) && !(plan_is_row_gate(p, r) && same_function(p, in, r)))
            p->stored[of][in] = true;
    }
}

static void find_stored(plan *p)
{
    for (int of = 0; of < PROGRAMS; of++)
        for (ref r = 0; r < p->graph.count; r++)
            if (p->needed[of][r] && p->graph.nodes[r].gate != SLICE) {
                store_operands(p, (program)of, r);
                if (p->is_product[r])
                    p->stored[of][r] = true;
            }
    for (int i = 0; i < p->gradient_count; i++)
        for (int k = 0; k < p->gradients[i].term_count; k++) {
            term t = p->gradients[i].terms[k];
            ref d = plan_source(p, t.d), x = t.x < 0 ? d : plan_source(p, t.x);
            p->stored[TRAIN][d] = p->stored[TRAIN][d] || plan_is_row_gate(p, d);
            p->stored[TRAIN][x] = p->stored[TRAIN][x] || plan_is_row_gate(p, x);
        }
    for (int i = 0; i < p->spec->output_count; i++)
        p->stored[FORWARD][p->outputs[i]] = true;
    for (int i = 0; i < p->spec->input_count; i++)
        p->stored[TRAIN][p->dinputs[i]] = true;
    p->stored[LOSS][p->loss] = p->stored[TRAIN][p->loss] = true;
}

/* ---- homes ---- */

/* Rows are padded so that two vectors of any target may be read at once. Long ones take an odd
 * number of 64-byte lines, so that a column of rows spreads over the sets of a cache. */
static int padded(const plan *p, int cols)
{
    int line = p->spec->is_double ? 8 : 16, block = cols <= BLOCK ? BLOCK : 2 * BLOCK;
    int size = (cols + block - 1) / block * block;
    if (cols > 4 * BLOCK && size / line % 2 == 0)
        size += line;
    return cols == 1 ? 1 : size;
}

static bool is_caller_value(const plan *p, ref r)
{
    for (int i = 0; i < p->spec->output_count; i++)
        if (p->outputs[i] == r)
            return true;
    for (int i = 0; i < p->spec->input_count; i++)
        if (p->dinputs[i] == r)
            return true;
    return false;
}

home plan_home(const plan *p, ref r)
{
    const node *n = &p->graph.nodes[r];
    if (n->gate == SLICE) {
        home of = plan_home(p, n->in[0]);
        of.offset += n->index;
        of.padded = false;
        return of;
    }
    if (n->gate == PARAMETER)
        return (home){ .name = n->name };
    if (is_leaf(p, r) || is_caller_value(p, r))
        return (home){ .name = n->name,
                       .stride = n->gate == TARGET && n->value == 1 ? 1 : n->cols };
    return (home){ .name = n->name, .stride = padded(p, n->cols), .padded = n->cols > 1,
                   .workspace = true };
}

static bool name_taken(const plan *p, const char *name, ref by)
{
    static const char *const arguments[] = { "p", "g", "o", "n", "ws", "r", "j", "seed", "J" };
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (!strcmp(name, arguments[i]))
            return true;
    for (ref r = 0; r < p->graph.count; r++) {
        const node *n = &p->graph.nodes[r];
        bool first = r < by || is_leaf(p, r) || is_caller_value(p, r);
        if (r != by && first && n->name && !strcmp(n->name, name))
            return true;
    }
    return false;
}

/* Every row gate and product gets a name of its own: its hint, or v and its number. */
static void name_values(plan *p)
{
    int next = 1;
    for (ref r = 0; r < p->graph.count; r++) {
        node *n = &p->graph.nodes[r];
        if (!is_needed(p, r) || is_leaf(p, r) || is_caller_value(p, r) || n->gate == SLICE || n->rows > 1)
            continue;
        const char *hint = n->name;
        for (int i = 1; !n->name || name_taken(p, n->name, r); i++)
            n->name = hint ? arena_printf(p->graph.arena, "%s_%d", hint, i)
                           : arena_printf(p->graph.arena, "v%d", next++);
    }
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
        else if (plan_is_row_gate(p, r))
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
    }
}

void plan_make(plan *p, const spec *s, const derived *d, int unroll)
{
    *p = (plan){ .spec = s, .derived = d, .unroll = unroll,
                 .real = s->is_double ? "double" : "float" };
    lower(p);
    p->level = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->level);
    p->is_product = new_flags(p);
    p->is_fused = new_flags(p);
    p->group = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *p->group);
    for (int of = 0; of < PROGRAMS; of++) {
        p->needed[of] = new_flags(p);
        p->stored[of] = new_flags(p);
    }
    find_products(p);
    find_gradients(p);
    find_needs(p);
    find_levels(p);
    sink(p);
    find_stored(p);
    name_values(p);
    mathematics_number(p);
    make_stages(p);
    place_updates(p);
}
