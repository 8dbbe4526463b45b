/* writer.c - a writer of C, what becomes of a product's sums, and the update of a weight. */
#include "emit/writer.h"

#include <string.h>

#include "plan/kernels.h"

/* ---- one function after the other ---- */

writer *writer_new(const plan *p, const dialect *d)
{
    arena *a = p->graph.arena;
    const size_t count = (size_t)p->graph.count;
    writer *w = arena_alloc(a, sizeof *w);
    *w = (writer){ .plan = p,
                   .dialect = d,
                   .position = arena_alloc(a, count * sizeof(int)),
                   .loop = arena_alloc(a, count * sizeof(int)),
                   .read_by = arena_alloc(a, count * sizeof(int)),
                   .reads = arena_alloc(a, count * sizeof(int)),
                   .depth = arena_alloc(a, count * sizeof(int)),
                   .first = arena_alloc(a, count * sizeof(int)),
                   .is_cut = arena_alloc(a, count * sizeof(bool)),
                   .body = { .arena = a },
                   .variable = arena_alloc(a, count * sizeof(char *)),
                   .is_used = arena_alloc(a, count * sizeof(bool)),
                   .alias = arena_alloc(a, count * sizeof(char *)) };
    for (size_t r = 0; r < count; r++)
        w->position[r] = -1;
    w->own = (own_gates){ p, w->position };
    return w;
}

void writer_forget(writer *w)
{
    for (int i = 0; i < w->marked_count; i++)
        w->variable[w->marked[i]] = NULL;
    w->marked_count = 0;
}

void writer_start(writer *w, const rows_function *f, int dedent)
{
    w->f = f;
    w->dedent = dedent;
    w->body = w->prologue = (text){ .arena = w->body.arena };
    for (int i = 0; i < f->count; i++)
        w->position[f->nodes[i]] = i;
    for (int i = 0; i < f->argument_count; i++)
        w->first[w->plan->values[f->arguments[i]].source] =
            w->plan->values[f->arguments[i]].home.offset;
}

const char *writer_end(writer *w)
{
    for (int i = 0; i < w->f->count; i++) {
        w->position[w->f->nodes[i]] = -1;
        w->depth[w->f->nodes[i]] = 0; /* others read memory */
    }
    for (int i = 0; i < w->f->argument_count; i++)
        w->first[w->plan->values[w->f->arguments[i]].source] = 0;
    writer_forget(w);
    w->written += w->body.size;
    return w->body.size ? w->body.at : "";
}

/* ---- what a product does with its sums ---- */

/* Values take names that all products of one kind share: to0, ..., with0, ..., and v1, ... for what
 * is not stored. */
static void name_finish(writer *w, const finish *f)
{
    arena *a = w->body.arena;
    int inner = 0, stored = 0;
    for (int i = -1; i < f->count; i++) {
        ref r = i < 0 ? f->product : f->nodes[i];
        bool is_stored = stored < f->to_count && f->to[stored] == r;
        w->alias[r] = is_stored ? arena_printf(a, "to%d", stored++)
                                : arena_printf(a, "v%d", ++inner);
    }
    for (int i = 0; i < f->with_count; i++)
        w->alias[f->with[i]] = arena_printf(a, "with%d", i);
}

static void unname_finish(writer *w, const finish *f)
{
    w->alias[f->product] = NULL;
    for (int i = 0; i < f->count; i++)
        w->alias[f->nodes[i]] = NULL;
    for (int i = 0; i < f->with_count; i++)
        w->alias[f->with[i]] = NULL;
}

const char *write_finish(writer *w, const finish *f, int dedent, const char *stride)
{
    const rows_function gates = { .nodes = f->nodes, .count = f->count };
    writer_start(w, &gates, dedent);
    name_finish(w, f);
    w->stride = stride;
    loop_begin(w, f->nodes, f->count);
    set_variable(w, f->product, "sum_j");
    cut_vectors(w, f->nodes, f->count);
    for (int i = 0; i < f->to_count; i++)
        write_store(w, f->to[i],
                    f->to[i] == f->product ? "sum_j" : express(w, f->to[i], true).text);
    w->stride = NULL;
    unname_finish(w, f);
    return writer_end(w);
}

/* ---- formulas of one weight ---- */

/* What has been written; the next statements begin a text of their own. */
static const char *cut(writer *w)
{
    const char *lines = w->body.size ? w->body.at : "";
    w->body = (text){ .arena = w->body.arena };
    return lines;
}

static void name_row_factors(writer *w, const weight_formulas *f, const char *suffix)
{
    const plan *p = w->plan;
    for (int i = 0; i < f->gates.count; i++) {
        const node *n = plan_node(p, f->gates.nodes[i]);
        for (int k = 0; k < n->arity && f->x; k++) {
            const node *leaf = plan_node(p, n->in[k]);
            if (leaf->gate == VARIABLE && !strcmp(leaf->name, f->x) && !w->variable[n->in[k]])
                set_variable(w, n->in[k], arena_printf(w->body.arena, "%s%s", f->x, suffix));
        }
    }
    for (int i = 0; i < f->of_row_count; i++)
        set_variable(w, f->of_row[i],
                     arena_printf(w->body.arena, "%s%s", plan_node(p, f->of_row[i])->name, suffix));
}

static void list_factors(const writer *w, weight_text *to)
{
    const plan *p = w->plan;
    for (int i = 0; i < w->marked_count; i++) {
        ref r = w->marked[i];
        if (w->is_used[r] && plan_node(p, r)->cols == 1)
            to->factors[to->factor_count++] = plan_node(p, r)->name;
    }
}

static void loop_over_weights(writer *w, const rows_function *gates)
{
    ref *of = arena_alloc(w->body.arena, ((size_t)gates->count + 1) * sizeof *of);
    int count = 0;
    for (int i = 0; i < gates->count; i++)
        if (plan_node(w->plan, gates->nodes[i])->cols > 1)
            of[count++] = gates->nodes[i];
    loop_begin(w, of, count);
}

/* What the variables of the formulas are called, in pairs. */
static void name_leaves(writer *w, const weight_formulas *f, const char *const *leaves)
{
    const plan *p = w->plan;
    for (int i = -f->count; i < f->gates.count; i++) {
        const node *n = i < 0 ? NULL : plan_node(p, f->gates.nodes[i]);
        for (int k = 0; k < (n ? n->arity : 1); k++) {
            const ref r = n ? n->in[k] : f->of[i + f->count];
            const node *leaf = plan_node(p, r);
            for (int m = 0; leaves[m] && leaf->gate == VARIABLE && !w->variable[r]; m += 2)
                if (!strcmp(leaf->name, leaves[m]))
                    set_variable(w, r, leaves[m + 1]);
        }
    }
}

void write_weights(writer *w, const weight_formulas *f, int dedent, const char *suffix,
                   const char *const *leaves, weight_text *to)
{
    *to = (weight_text){ 0 };
    writer_start(w, &f->gates, dedent);
    if (leaves)
        name_leaves(w, f, leaves);
    name_row_factors(w, f, suffix);
    for (int i = 0; i < f->gates.statement_count; i++)
        write_scalar(w, f->gates.statements[i].of[0]);
    to->prologue = cut(w);
    for (int i = 0; i < f->of_row_count; i++)
        add_statement(w, 8, w->dialect->vector, w->variable[f->of_row[i]],
                      express_gate(w, f->of_row[i], true).text);
    to->of_row = cut(w);
    loop_over_weights(w, &f->gates);
    for (int i = 0; i < w->marked_count; i++)
        w->is_used[w->marked[i]] = false;
    for (int i = 0; i < f->count; i++)
        to->results[i] = express(w, f->of[i], true).text;
    to->statements = cut(w);
    list_factors(w, to);
    writer_end(w);
}
