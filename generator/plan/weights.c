/* weights.c - what becomes of each parameter: a function that sums its gradient over the samples,
 * with the mean and the penalty put in, one that updates it, and its share of the penalty. */
#include "plan/weights.h"

#include <string.h>

#include "graph/simplify.h"
#include "plan/kernels.h"
#include "plan/passes.h"

/* ---- formulas of one weight ---- */

typedef struct reader { /* of formulas; the arrays are of the plan's nodes */
    plan *plan;
    int *position; /* among the gates being read, or -1 */
    bool *differs; /* from row to row */
    ref *reached;  /* every node of the formulas, in index order */
    int count, capacity;
} reader;

static void reach(reader *v, ref r)
{
    const node *n = plan_node(v->plan, r);
    if (v->position[r] >= 0)
        return;
    v->position[r] = 0;
    for (int i = 0; i < n->arity; i++)
        reach(v, n->in[i]);
    v->reached = arena_grow(v->plan->graph.arena, v->reached, v->count, &v->capacity,
                            sizeof *v->reached);
    int at = v->count++;
    for (; at > 0 && v->reached[at - 1] > r; at--)
        v->reached[at] = v->reached[at - 1];
    v->reached[at] = r;
}

static bool is_named(const node *n, const char *x)
{
    return x && n->gate == VARIABLE && !strcmp(n->name, x);
}

static bool is_taken(const graph *g, const rows_function *f, const char *name)
{
    for (int i = 0; i < f->count; i++)
        if (g->nodes[f->nodes[i]].name && !strcmp(g->nodes[f->nodes[i]].name, name))
            return true;
    return false;
}

/* Gates that other formulas share have their names already. */
static void name_gates(graph *g, const rows_function *f)
{
    int number = 0;
    for (int i = 0; i < f->count; i++) {
        const char *name = g->nodes[f->nodes[i]].name;
        while (!name || (!g->nodes[f->nodes[i]].name && is_taken(g, f, name)))
            name = arena_printf(g->arena, "u%d", ++number);
        graph_name(g, f->nodes[i], name);
    }
}

/* The gates of the formulas, those of a row, and the variables that the caller provides. */
static void sort_out(reader *v, weight_formulas *f)
{
    const plan *p = v->plan;
    const size_t room = (size_t)v->count + 1;
    f->gates.nodes = arena_alloc(p->graph.arena, room * sizeof *f->gates.nodes);
    f->of_row = arena_alloc(p->graph.arena, room * sizeof *f->of_row);
    for (int i = 0; i < v->count; i++) {
        const ref r = v->reached[i];
        const node *n = plan_node(p, r);
        bool differs = is_named(n, f->x);
        for (int k = 0; k < n->arity && n->cols == 1; k++)
            differs = differs || v->differs[n->in[k]];
        v->differs[r] = differs;
        v->position[r] = n->arity ? f->gates.count : -1;
        if (n->arity)
            f->gates.nodes[f->gates.count++] = r;
        if (n->arity && differs)
            f->of_row[f->of_row_count++] = r;
        if (n->gate == VARIABLE && n->cols == 1 && !differs)
            f->scalars[f->scalar_count++] = n->name;
        f->reads_w = f->reads_w || is_named(n, "w");
    }
}

static void read_formulas(reader *v, const ref *of, int count, const char *x, weight_formulas *f)
{
    *f = (weight_formulas){ .of = of, .count = count, .x = x };
    v->count = 0;
    for (int i = 0; i < count; i++)
        reach(v, of[i]);
    sort_out(v, f);
    name_gates(&v->plan->graph, &f->gates);
    plan_schedule_scalars(v->plan, v->position, v->differs, &f->gates);
    for (int i = 0; i < v->count; i++) {
        v->position[v->reached[i]] = -1;
        v->differs[v->reached[i]] = false;
    }
}

/* ---- functions ---- */

static bool same_terms(const plan *p, const weight_function *a, const weight_function *b)
{
    const gradient *g = &p->gradients[a->gradient], *h = &p->gradients[b->gradient];
    bool same = g->term_count == h->term_count;
    for (int k = 0; k < g->term_count && same; k++) {
        term t = g->terms[k], u = h->terms[k];
        same = (t.x < 0) == (u.x < 0) &&
               p->values[a->swapped ? t.x : t.d].home.padded ==
                   p->values[b->swapped ? u.x : u.d].home.padded &&
               t.rounds == u.rounds &&
               (t.rounds == 1 ||
                (plan_distance(p, t.d, t.later_d) == plan_distance(p, u.d, u.later_d) &&
                 (t.x < 0 ||
                  plan_distance(p, t.x, t.later_x) == plan_distance(p, u.x, u.later_x))));
    }
    return same;
}

static bool same_formulas(const plan *p, const weight_function *a, const weight_function *b)
{
    bool same = a->updates == b->updates && a->sums_too == b->sums_too &&
                a->penalty_count == b->penalty_count;
    for (int k = 0; k < a->formulas.count && same; k++)
        same = a->formulas.of[k] == b->formulas.of[k];
    for (int k = 0; k < a->penalty_count && same; k++)
        same = p->penalties[a->penalties[k]].sum == p->penalties[b->penalties[k]].sum;
    return same;
}

/* Functions of one formula share their tiles. */
static void find_tiles(plan *p, weight_function *f)
{
    for (int i = 0; i < 2 * p->gradient_count && !f->tiles; i++) {
        const weight_function *known = &p->weights[i];
        if (known->has_tiles && same_formulas(p, known, f) && same_terms(p, known, f))
            f->tiles = known->tiles;
    }
    f->has_tiles = !f->tiles;
    if (f->has_tiles)
        f->tiles = ++p->tile_kinds[f->updates];
}

/* Whether the function of an update can hand on the gradient instead: what it is put into a formula
 * for costs no more than the product of the sum and 1/n. */
static bool serves(const plan *p, const weight_function *update, const weight_function *sum)
{
    const weight_formulas *of = &sum->formulas, *all = &update->formulas;
    int known = 0;
    for (int i = 0; i < of->scalar_count; i++)
        for (int k = 0; k < all->scalar_count; k++)
            known += !strcmp(of->scalars[i], all->scalars[k]);
    return known == of->scalar_count && of->gates.count <= 1 && of->of_row_count == 0 &&
           !of->reads_w && (of->x == NULL) == (all->x == NULL) && update->sums &&
           update->penalty_count == 0 && update->product < 0 &&
           strncmp(update->form, "one/", 4) != 0 && !strcmp(update->form, sum->form) &&
           same_terms(p, update, sum);
}

/* One function sums a gradient and updates its parameter, where both are written: they are alike
 * but for what becomes of the sum. */
static void join_functions(plan *p)
{
    for (int i = 0; i < p->weight_count && !p->how.plain; i += 2) {
        const weight_function *sum = &p->weights[i];
        weight_function *update = &p->weights[i + 1];
        update->sums_too = !p->gradients[update->gradient].runs && serves(p, update, sum);
        if (update->sums_too)
            update->name = arena_printf(p->graph.arena, "weights_%s",
                                        sum->name + strlen("gradient_"));
    }
}

static void find_penalties(plan *p, weight_function *f, const gradient *of)
{
    f->penalties = arena_alloc(p->graph.arena, 2 * sizeof *f->penalties); /* L2 and L1 */
    for (int k = 0; k < p->penalty_count && f->updates && kernel_sums_penalty(p, of); k++)
        if (p->penalties[k].parameter == of->parameter) {
            f->penalties[f->penalty_count++] = k;
            p->penalties[k].summed_by_update = true;
        }
}

static void make_function(reader *v, int gradient_number, bool updates)
{
    plan *p = v->plan;
    gradient *of = &p->gradients[gradient_number];
    const parameter *q = &p->spec->parameters[of->parameter];
    weight_function f = { .gradient = gradient_number,
                          .updates = updates,
                          .sums = weights_are_summed(p, of, updates),
                          .swapped = weights_are_swapped(q),
                          .product = updates ? of->product : -1 };
    f.name = arena_printf(p->graph.arena, "%s_%s", updates ? "update" : "gradient", q->name);
    f.height = f.swapped ? 1 : q->rows;
    f.width = f.swapped ? q->rows : q->cols;
    read_formulas(v, updates ? of->next : of->sum, updates ? 1 + weights_states(p, of) : 1,
                  of->x[updates], &f.formulas);
    find_penalties(p, &f, of);
    kernel_choose_weights(p, &f);
    p->weights[2 * gradient_number + updates] = f;
}

static void make_penalties(reader *v)
{
    plan *p = v->plan;
    int most = 0;
    for (int i = 0; i < p->penalty_count; i++) {
        penalty *of = &p->penalties[i];
        const parameter *q = &p->spec->parameters[of->parameter];
        of->name = arena_printf(p->graph.arena, "penalty_%d_%s", i + 1, q->name);
        most = q->cols > most ? q->cols : most;
        read_formulas(v, &of->sum, 1, NULL, &of->formulas);
    }
    p->penalty_stride = (most + BLOCK - 1) / BLOCK * BLOCK;
}

void plan_make_weights(plan *p)
{
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count;
    reader v = { .plan = p,
                 .position = arena_alloc(a, count * sizeof(int)),
                 .differs = arena_alloc(a, count * sizeof(bool)) };
    for (ref r = 0; r < p->graph.count; r++)
        v.position[r] = -1;
    p->weights = arena_alloc(a, 2 * ((size_t)p->gradient_count + 1) * sizeof *p->weights);
    p->weight_count = 2 * p->gradient_count;
    for (int i = p->gradient_count; i-- > 0;)
        make_function(&v, i, true);
    for (int i = 0; i < p->gradient_count; i++)
        make_function(&v, i, false);
    if (plan_writes(p, WRITE_BACKWARD) && plan_writes(p, WRITE_STEP))
        join_functions(p);
    make_penalties(&v);
}

void plan_find_tiles(plan *p)
{
    for (int i = 0; i < p->weight_count; i++) {
        weight_function *f = &p->weights[i];
        if (strcmp(f->form, "batch/gradient.in") != 0 || weights_is_joined(p, i))
            continue;
        find_tiles(p, f);
        p->packs = p->packs || f->panel_rows > 0;
    }
}
