/* row_loops.c - the loops along a row, cut where a gate needs the whole of a vector that another
 * computes (a sum, a slice), and the copies of concat and pad. */
#include <string.h>

#include "emit/mathematics.h"
#include "emit/rows.h"

/* ---- homes ---- */

static void declare_local(rows *w, ref r)
{
    w->local[r] = true;
    home of = plan_home(w->plan, r);
    add_statement(&w->body, 8, "real %s[%d];", of.name, of.stride);
}

static void store_vector(rows *w, ref r, const char *value)
{
    bool whole;
    const char *address = memory_address(w, r, &whole);
    if (!w->local[r])
        w->written[r] = true;
    if (whole)
        add_statement(&w->body, 12, "vec_store(%s, %s);", address, value);
    else
        add_statement(&w->body, 12, "vec_store_some(%s, %s, %d - j);", address, value,
                      row_node(w, r)->cols);
}

/* ---- moves: concat and pad copy whole vectors ---- */

/* Over the vectors of a row; what is long had better stay a loop. */
static void add_loop(rows *w, int cols, const char *then)
{
    add_statement(&w->body, 8, "%sfor (size_t j = 0; j < %d; j += LANES)%s",
                  cols > 4 * BLOCK ? "ROLLED " : "", cols, then);
}

static void write_copy(rows *w, ref from, ref to, int first)
{
    int cols = row_node(w, from)->cols;
    home of = plan_home(w->plan, to);
    const char *row = of.stride && !w->local[to]
                          ? arena_printf(w->body.arena, "r*%d + ", of.stride) : "";
    if (cols == 1) {
        add_statement(&w->body, 8, "%s[%s%d] = %s;", of.name, row, first,
                      express(w, from, false).text);
        return;
    }
    add_loop(w, cols, "");
    add_statement(&w->body, 12, "vec_store_some(%s + %s%d + j, %s, %d - j);", of.name, row, first,
                  express(w, from, true).text, cols);
}

static void write_move(rows *w, ref r)
{
    const node *n = row_node(w, r);
    if (!row_is_stored(w, r))
        declare_local(w, r);
    else
        w->touched[r] = w->written[r] = true;
    memset(w->variable, 0, (size_t)w->plan->graph.count * sizeof *w->variable);
    if (n->gate == PAD) {
        add_loop(w, n->cols, "");
        bool whole;
        add_statement(&w->body, 12, "vec_store(%s, vec_splat(0));", memory_address(w, r, &whole));
    }
    int first = n->gate == PAD ? n->index : 0;
    for (int k = 0; k < n->arity; k++) {
        write_copy(w, n->in[k], r, first);
        first += row_node(w, n->in[k])->cols;
    }
    w->done[r] = true;
}

/* ---- loops ---- */

static int loop_length(const rows *w, ref r)
{
    const node *n = row_node(w, r);
    return row_is_reduction(n) ? row_node(w, n->in[0])->cols : n->cols;
}

static bool may_loop(const rows *w, ref r)
{
    const node *n = row_node(w, r);
    return !w->done[r] && !row_is_move(n) && (row_is_reduction(n) || !row_is_scalar(w, r)) &&
           row_inputs_ready(w, r, true);
}

/* Gathers what one loop of the length of `first` can compute. */
static void gather(rows *w, ref first)
{
    int length = loop_length(w, first);
    memset(w->looped, 0, (size_t)w->plan->graph.count * sizeof *w->looped);
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (loop_length(w, r) == length && may_loop(w, r))
            w->looped[r] = true;
    }
}

/* Whether vector r is read by what this loop does not write, itself or in a product it absorbs;
 * a slice reads it from memory anyway. */
static bool needed_later(const rows *w, ref r)
{
    for (int i = 0; i < w->count; i++) {
        const node *n = row_node(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++) {
            const node *absorbed = row_absorbs(w, n, k) ? row_node(w, n->in[k]) : NULL;
            for (int m = 0; m < (absorbed ? absorbed->arity : 1); m++) {
                ref in = absorbed ? absorbed->in[m] : n->in[k];
                bool transparent = row_node(w, in)->gate == SLICE;
                if (plan_source(w->plan, in) == r && (!w->looped[w->nodes[i]] || transparent))
                    return true;
            }
        }
    }
    return false;
}

static void open_reduction(rows *w, ref r)
{
    const node *n = row_node(w, r);
    add_statement(&w->body, 8, "vec %s_parts[PARTS];", n->name);
    add_statement(&w->body, 8, "parts_fill(%s_parts, %s);", n->name,
                  n->gate == SUM ? "0" : "-REAL_MAX");
}

static const char *kept(rows *w, const char *value, int cols, bool maximum)
{
    if (cols % BLOCK == 0)
        return value;
    return arena_printf(w->body.arena, maximum ? "vec_keep_or(%s, %d - j, -REAL_MAX)"
                                               : "vec_keep(%s, %d - j)", value, cols);
}

static void write_reduction(rows *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = row_node(w, r), *term = row_node(w, n->in[0]);
    bool once = term->cols <= BLOCK; /* each part takes one element */
    const char *part = arena_printf(a, once ? "%s_parts[j / LANES]"
                                            : "%s_parts[j / LANES %% PARTS]",
                                    n->name);
    if (n->gate == MAXIMUM) {
        const char *value = kept(w, express(w, n->in[0], true).text, term->cols, true);
        add_statement(&w->body, 12, once ? "%s = %s;" : "%s = vec_max(%s, %s);", part,
                      once ? value : part, value);
    } else if (row_is_own_product(w, n->in[0])) {
        const char *side[2];
        for (int k = 0; k < 2; k++) {
            bool narrow = row_is_scalar(w, term->in[k]);
            const char *value = express(w, term->in[k], !narrow).text;
            value = narrow ? arena_printf(a, "vec_splat(%s)", value) : value;
            side[k] = kept(w, value, term->cols, false);
        }
        add_statement(&w->body, 12, "%s = vec_fma(%s, %s, %s);", part, side[0], side[1],
                      once ? "vec_splat(0)" : part);
    } else {
        add_statement(&w->body, 12, once ? "%s = %s;" : "%s += %s;", part,
                      kept(w, express(w, n->in[0], true).text, term->cols, false));
    }
}

/* How many parts, a power of 2, the elements of a row reach. */
static int parts_of(int cols)
{
    int parts = 1;
    while (parts < BLOCK && parts < cols)
        parts *= 2;
    return parts;
}

static void close_reduction(rows *w, ref r)
{
    const node *n = row_node(w, r);
    add_statement(&w->body, 8, "const real %s_r = parts_%s(%s_parts, %d);", n->name,
                  n->gate == SUM ? "sum" : "max", n->name,
                  parts_of(row_node(w, n->in[0])->cols));
    w->done[r] = true;
    if (row_is_stored(w, r))
        row_store_scalar(w, r);
}

static void write_loop(rows *w, ref first)
{
    gather(w, first);
    memset(w->variable, 0, (size_t)w->plan->graph.count * sizeof *w->variable);
    bool *keep = arena_alloc(w->body.arena, (size_t)w->plan->graph.count * sizeof *keep);
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (!w->looped[r])
            continue;
        if (row_is_reduction(row_node(w, r)))
            open_reduction(w, r);
        else if (row_is_stored(w, r))
            keep[r] = true;
        else if ((keep[r] = needed_later(w, r)))
            declare_local(w, r);
    }
    add_loop(w, loop_length(w, first), " {");
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (w->looped[r] && row_is_reduction(row_node(w, r)))
            write_reduction(w, r);
        else if (w->looped[r] && keep[r])
            store_vector(w, r, express(w, r, true).text);
    }
    add_statement(&w->body, 8, "}");
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (w->looped[r] && row_is_reduction(row_node(w, r)))
            close_reduction(w, r);
        w->done[r] = w->done[r] || w->looped[r];
    }
    memset(w->looped, 0, (size_t)w->plan->graph.count * sizeof *w->looped);
}

bool row_write_vectors(rows *w)
{
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (row_is_move(row_node(w, r)) && !w->done[r] && row_inputs_ready(w, r, false)) {
            write_move(w, r);
            return true;
        }
        if (may_loop(w, r)) {
            write_loop(w, r);
            return true;
        }
    }
    return false;
}

/* ---- what a product does with its sums ---- */

/* Gives values the names that all products of one kind use; returns the old ones. */
static const char **rename_for_finish(plan *p, ref product, const rows *w)
{
    const char **names = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *names);
    int to = 0, with = 0, inner = 0;
    for (ref r = 0; r < p->graph.count; r++)
        names[r] = p->graph.nodes[r].name;
    for (int i = -1; i < w->count; i++) {
        ref r = i < 0 ? product : w->nodes[i];
        const node *n = &p->graph.nodes[r];
        for (int k = 0; k < n->arity && i >= 0; k++)
            if (n->in[k] != product && !w->mine[n->in[k]] && !plan_is_leaf(p, n->in[k]) &&
                p->graph.nodes[n->in[k]].name == names[n->in[k]])
                p->graph.nodes[n->in[k]].name = arena_printf(p->graph.arena, "with%d", with++);
        p->graph.nodes[r].name = row_is_stored(w, r) ? arena_printf(p->graph.arena, "to%d", to++)
                                 : arena_printf(p->graph.arena, "v%d", ++inner);
    }
    return names;
}

/* In the order to0, to1, ..., with0, with1, ... */
static void list_arrays(const rows *w, rows_function *f)
{
    arena *a = w->body.arena;
    size_t count = (size_t)w->plan->graph.count;
    f->arguments = arena_alloc(a, count * sizeof *f->arguments);
    f->writes = arena_alloc(a, count * sizeof *f->writes);
    for (int read = 0; read < 2; read++)
        for (int i = 0, found = 1; found; i++) {
            const char *name = arena_printf(a, read ? "with%d" : "to%d", i);
            found = 0;
            for (ref r = 0; r < w->plan->graph.count && !found; r++)
                if (w->touched[r] && !strcmp(row_node(w, r)->name, name)) {
                    f->writes[f->argument_count] = !read;
                    f->arguments[f->argument_count++] = r;
                    found = 1;
                }
        }
}

bool rows_finish(plan *p, ref product, rows_function *f)
{
    ref *nodes = arena_alloc(p->graph.arena, (size_t)p->graph.count * sizeof *nodes);
    int count = 0;
    program of = TRAIN;
    for (int any = 0; any < PROGRAMS; any++)
        if (p->needed[any][product])
            of = (program)any;
    for (ref r = 0; r < p->graph.count; r++)
        if (p->finisher[r] == product)
            nodes[count++] = r;
    rows w;
    rows_init(&w, p, of, nodes, count);
    const char **names = rename_for_finish(p, product, &w);
    w.stride = "e.stride"; /* they all have the product's columns */
    for (int i = 0; i < count; i++)
        w.looped[nodes[i]] = true;
    w.variable[product] = "sum_j";
    if (row_is_stored(&w, product))
        store_vector(&w, product, "sum_j");
    for (int i = 0; i < count; i++)
        if (row_is_stored(&w, nodes[i]))
            store_vector(&w, nodes[i], express(&w, nodes[i], true).text);
    *f = (rows_function){ .body = w.body.at };
    list_arrays(&w, f);
    for (ref r = 0; r < p->graph.count; r++)
        p->graph.nodes[r].name = names[r];
    f->comment = mathematics_of(p, nodes, count);
    return count > 0;
}
