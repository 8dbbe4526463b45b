/* rows.c - the C function of the row gates of one level: what is ready, the scalars, the frame. The
 * loops are in row_loops.c. */
#include "emit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/mathematics.h"

const node *row_node(const rows *w, ref r)
{
    return &w->plan->graph.nodes[r];
}

bool row_is_reduction(const node *n)
{
    return n->gate == SUM || n->gate == MAXIMUM;
}

bool row_is_move(const node *n)
{
    return n->gate == CONCAT || n->gate == PAD;
}

bool row_is_scalar(const rows *w, ref r)
{
    return graph_is_scalar(&w->plan->graph, r);
}

bool row_is_own_product(const rows *w, ref r)
{
    return w->mine[r] && row_node(w, r)->gate == MUL;
}

bool row_absorbs(const rows *w, const node *n, int k)
{
    gate operand = row_node(w, n->in[k])->gate;
    if (!w->mine[n->in[k]])
        return false;
    if (n->gate == ADD || n->gate == SUB) { /* of two products the first, or the one taken off */
        int first = n->gate == SUB;
        return operand == MUL && (k == first || !row_is_own_product(w, n->in[first]));
    }
    if (n->gate == SUM)
        return operand == MUL;
    return n->gate == WHERE && k == 0 && operand >= LT && operand <= GE;
}

bool row_is_stored(const rows *w, ref r)
{
    return w->program < PROGRAMS && w->plan->stored[w->program][r];
}

static bool is_absorbed(const rows *w, ref r)
{
    bool used = false;
    for (int i = 0; i < w->count; i++) {
        const node *n = row_node(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++)
            if (n->in[k] == r) {
                used = true;
                if (!row_absorbs(w, n, k))
                    return false;
            }
    }
    return used && !row_is_stored(w, r);
}

/* Whether the value of r can be read now: by a scalar statement, or by the loop being gathered. */
static bool is_ready(const rows *w, ref r)
{
    r = plan_source(w->plan, r);
    return !w->mine[r] || w->done[r];
}

bool row_inputs_ready(const rows *w, ref r, bool in_loop)
{
    const node *n = row_node(w, r);
    for (int k = 0; k < n->arity; k++) {
        ref in = n->in[k];
        bool here = in_loop && w->looped[in] && !row_is_scalar(w, in) &&
                    !row_is_reduction(row_node(w, in));
        if (!is_ready(w, in) && !here)
            return false;
    }
    return true;
}

/* ---- scalars ---- */

void row_store_scalar(rows *w, ref r)
{
    home of = plan_home(w->plan, r);
    w->touched[r] = w->written[r] = true;
    add_statement(&w->body, 8, "%s[r] = %s_r;", of.name, of.name);
}

/* How many gates deep the text of scalar r is. */
static int scalar_depth(const rows *w, ref r)
{
    int depth = 0;
    const node *n = row_node(w, r);
    for (int k = 0; k < n->arity; k++)
        if (w->inlined[n->in[k]] && scalar_depth(w, n->in[k]) > depth)
            depth = scalar_depth(w, n->in[k]);
    return depth + 1;
}

/* Whether another scalar gate, alone, reads scalar r: then r is written out where it is read. */
static bool is_read_once(const rows *w, ref r)
{
    int uses = 0;
    for (int i = 0; i < w->count; i++) {
        const node *n = row_node(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++)
            if (n->in[k] == r) {
                if (!row_is_scalar(w, w->nodes[i]) || row_is_reduction(n) || row_is_move(n))
                    return false;
                uses++;
            }
    }
    return uses == 1 && !row_is_stored(w, r) && scalar_depth(w, r) <= 3;
}

bool rows_write_scalars(rows *w)
{
    bool progress = false;
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        const node *n = row_node(w, r);
        if (w->done[r] || !row_is_scalar(w, r) || row_is_reduction(n) ||
            !row_inputs_ready(w, r, false))
            continue;
        w->done[r] = progress = true;
        if (is_absorbed(w, r) || (w->inlined[r] = is_read_once(w, r)))
            continue;
        add_statement(&w->body, 8, "const real %s_r = %s;", n->name,
                      express_gate(w, r, false).text);
        if (row_is_stored(w, r))
            row_store_scalar(w, r);
    }
    return progress;
}

/* ---- the function ---- */

static bool all_done(const rows *w)
{
    for (int i = 0; i < w->count; i++)
        if (!w->done[w->nodes[i]])
            return false;
    return true;
}

/* An element costs moving it, or an elementary function. */
static int64_t work_of(const rows *w)
{
    int64_t work = 0;
    for (int i = 0; i < w->count; i++) {
        const node *n = row_node(w, w->nodes[i]);
        work += (int64_t)n->cols * (plan_is_cheap(n->gate) ? 4 : 32);
    }
    return work;
}

static void collect_arguments(const rows *w, rows_function *f)
{
    int nodes = w->plan->graph.count;
    f->arguments = arena_alloc(w->body.arena, (size_t)nodes * sizeof *f->arguments);
    f->writes = arena_alloc(w->body.arena, (size_t)nodes * sizeof *f->writes);
    for (ref r = 0; r < nodes; r++)
        if (w->touched[r]) {
            f->writes[f->argument_count] = w->written[r];
            f->arguments[f->argument_count++] = r;
        }
}

/* compute_z1_h1: after the first values it stores */
static const char *function_name(const rows *w)
{
    text t = { .arena = w->body.arena };
    text_add(&t, "compute");
    int named = 0;
    for (int i = 0; i < w->count && named < 2; i++)
        if (w->written[w->nodes[i]] && ++named)
            text_add(&t, "_%s", row_node(w, w->nodes[i])->name);
    for (int i = 0, again = 2; i < w->plan->function_count; i++)
        if (!strcmp(w->plan->functions[i].name, t.at)) {
            t.size -= again > 2 ? strlen(arena_printf(t.arena, "_%d", again - 1)) : 0;
            text_add(&t, "_%d", again++);
            i = -1;
        }
    return t.at;
}

void rows_init(rows *w, plan *p, program of, const ref *nodes, int count)
{
    arena *a = p->graph.arena;
    size_t all = (size_t)p->graph.count;
    *w = (rows){ .plan = p, .program = of, .nodes = nodes, .count = count, .body = { .arena = a } };
    bool **flags[] = { &w->mine, &w->done, &w->looped, &w->local, &w->touched, &w->written,
                        &w->inlined };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        *flags[i] = arena_alloc(a, all * sizeof(bool));
    w->variable = arena_alloc(a, all * sizeof *w->variable);
    for (int i = 0; i < count; i++)
        w->mine[nodes[i]] = true;
}

int rows_make(plan *p, program of, const ref *nodes, int count)
{
    rows w;
    rows_init(&w, p, of, nodes, count);
    while (!all_done(&w))
        if (!rows_write_scalars(&w) && !row_write_vectors(&w)) {
            fprintf(stderr, "bpgen: internal: the row gates of a level form a circle\n");
            abort();
        }
    for (int i = 0; i < p->function_count; i++)
        if (!strcmp(p->functions[i].body, w.body.at))
            return i;
    rows_function *f = &p->functions[p->function_count];
    f->body = w.body.at;
    f->name = function_name(&w);
    f->work = work_of(&w);
    f->comment = mathematics_of(p, nodes, count);
    collect_arguments(&w, f);
    return p->function_count++;
}
