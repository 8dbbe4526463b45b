/* rows.c - the C function of the row gates of one level: loops along the row, cut where a gate
 * needs the whole of a vector that another computes (a sum, a slice). */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "mathematics.h"

static const node *node_of(const rows *w, ref r)
{
    return &w->plan->graph.nodes[r];
}

static bool is_reduction(const node *n)
{
    return n->gate == SUM || n->gate == MAXIMUM;
}

static bool is_move(const node *n)
{
    return n->gate == CONCAT || n->gate == PAD;
}

static bool is_scalar(const rows *w, ref r)
{
    return graph_is_scalar(&w->plan->graph, r);
}

static bool is_own_product(const rows *w, ref r)
{
    return w->mine[r] && node_of(w, r)->gate == MUL;
}

/* Whether consumer n writes out operand k itself instead of reading its value: the product of a
 * fused multiply-add, the comparison of a choice. */
static bool absorbs(const rows *w, const node *n, int k)
{
    gate operand = node_of(w, n->in[k])->gate;
    if (!w->mine[n->in[k]])
        return false;
    if (n->gate == ADD || n->gate == SUB) { /* of two products the first, or the one taken off */
        int first = n->gate == SUB;
        return operand == MUL && (k == first || !is_own_product(w, n->in[first]));
    }
    if (n->gate == SUM)
        return operand == MUL;
    return n->gate == WHERE && k == 0 && operand >= LT && operand <= GE;
}

static bool is_stored(const rows *w, ref r)
{
    return w->program < PROGRAMS && w->plan->stored[w->program][r];
}

static bool is_absorbed(const rows *w, ref r)
{
    bool used = false;
    for (int i = 0; i < w->count; i++) {
        const node *n = node_of(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++)
            if (n->in[k] == r) {
                used = true;
                if (!absorbs(w, n, k))
                    return false;
            }
    }
    return used && !is_stored(w, r);
}

/* Whether the value of r can be read now: by a scalar statement, or by the loop being gathered. */
static bool is_ready(const rows *w, ref r)
{
    r = plan_source(w->plan, r);
    return !w->mine[r] || w->done[r];
}

static bool inputs_ready(const rows *w, ref r, bool in_loop)
{
    const node *n = node_of(w, r);
    for (int k = 0; k < n->arity; k++) {
        ref in = n->in[k];
        bool here = in_loop && w->looped[in] && !is_scalar(w, in) && !is_reduction(node_of(w, in));
        if (!is_ready(w, in) && !here)
            return false;
    }
    return true;
}

/* ---- homes ---- */

static void declare_local(rows *w, ref r)
{
    w->local[r] = true;
    home of = plan_home(w->plan, r);
    add_statement(&w->body, 8, "real %s[%d];", of.name, of.stride);
}

static void store_scalar(rows *w, ref r)
{
    home of = plan_home(w->plan, r);
    w->touched[r] = w->written[r] = true;
    add_statement(&w->body, 8, "%s[r] = %s_r;", of.name, of.name);
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
                      node_of(w, r)->cols);
}

/* ---- scalars ---- */

/* How many gates deep the text of scalar r is. */
static int scalar_depth(const rows *w, ref r)
{
    int depth = 0;
    const node *n = node_of(w, r);
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
        const node *n = node_of(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++)
            if (n->in[k] == r) {
                if (!is_scalar(w, w->nodes[i]) || is_reduction(n) || is_move(n))
                    return false;
                uses++;
            }
    }
    return uses == 1 && !is_stored(w, r) && scalar_depth(w, r) <= 3;
}

bool rows_write_scalars(rows *w)
{
    bool progress = false;
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        const node *n = node_of(w, r);
        if (w->done[r] || !is_scalar(w, r) || is_reduction(n) || !inputs_ready(w, r, false))
            continue;
        w->done[r] = progress = true;
        if (is_absorbed(w, r) || (w->inlined[r] = is_read_once(w, r)))
            continue;
        add_statement(&w->body, 8, "const real %s_r = %s;", n->name,
                      express_gate(w, r, false).text);
        if (is_stored(w, r))
            store_scalar(w, r);
    }
    return progress;
}

/* ---- moves: concat and pad copy whole vectors ---- */

static void write_copy(rows *w, ref from, ref to, int first)
{
    int cols = node_of(w, from)->cols;
    home of = plan_home(w->plan, to);
    const char *row = of.stride && !w->local[to]
                          ? arena_printf(w->body.arena, "r*%d + ", of.stride) : "";
    if (cols == 1) {
        add_statement(&w->body, 8, "%s[%s%d] = %s;", of.name, row, first,
                      express(w, from, false).text);
        return;
    }
    add_statement(&w->body, 8, "for (size_t j = 0; j < %d; j += LANES)", cols);
    add_statement(&w->body, 12, "vec_store_some(%s + %s%d + j, %s, %d - j);", of.name, row, first,
                  express(w, from, true).text, cols);
}

static void write_move(rows *w, ref r)
{
    const node *n = node_of(w, r);
    if (!is_stored(w, r))
        declare_local(w, r);
    else
        w->touched[r] = w->written[r] = true;
    memset(w->variable, 0, (size_t)w->plan->graph.count * sizeof *w->variable);
    if (n->gate == PAD) {
        add_statement(&w->body, 8, "for (size_t j = 0; j < %d; j += LANES)", n->cols);
        bool whole;
        add_statement(&w->body, 12, "vec_store(%s, vec_splat(0));", memory_address(w, r, &whole));
    }
    int first = n->gate == PAD ? n->index : 0;
    for (int k = 0; k < n->arity; k++) {
        write_copy(w, n->in[k], r, first);
        first += node_of(w, n->in[k])->cols;
    }
    w->done[r] = true;
}

/* ---- loops ---- */

static int loop_length(const rows *w, ref r)
{
    const node *n = node_of(w, r);
    return is_reduction(n) ? node_of(w, n->in[0])->cols : n->cols;
}

static bool may_loop(const rows *w, ref r)
{
    const node *n = node_of(w, r);
    return !w->done[r] && !is_move(n) && (is_reduction(n) || !is_scalar(w, r)) &&
           inputs_ready(w, r, true);
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
        const node *n = node_of(w, w->nodes[i]);
        for (int k = 0; k < n->arity; k++) {
            const node *absorbed = absorbs(w, n, k) ? node_of(w, n->in[k]) : NULL;
            for (int m = 0; m < (absorbed ? absorbed->arity : 1); m++) {
                ref in = absorbed ? absorbed->in[m] : n->in[k];
                bool transparent = node_of(w, in)->gate == SLICE;
                if (plan_source(w->plan, in) == r && (!w->looped[w->nodes[i]] || transparent))
                    return true;
            }
        }
    }
    return false;
}

static void open_reduction(rows *w, ref r)
{
    const node *n = node_of(w, r);
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
    const node *n = node_of(w, r), *term = node_of(w, n->in[0]);
    const char *part = arena_printf(a, "%s_parts[j / LANES %% PARTS]", n->name);
    if (n->gate == MAXIMUM) {
        const char *value = kept(w, express(w, n->in[0], true).text, term->cols, true);
        add_statement(&w->body, 12, "%s = vec_max(%s, %s);", part, part, value);
    } else if (is_own_product(w, n->in[0])) {
        const char *side[2];
        for (int k = 0; k < 2; k++) {
            bool narrow = is_scalar(w, term->in[k]);
            const char *value = express(w, term->in[k], !narrow).text;
            value = narrow ? arena_printf(a, "vec_splat(%s)", value) : value;
            side[k] = kept(w, value, term->cols, false);
        }
        add_statement(&w->body, 12, "%s = vec_fma(%s, %s, %s);", part, side[0], side[1], part);
    } else {
        add_statement(&w->body, 12, "%s += %s;", part,
                      kept(w, express(w, n->in[0], true).text, term->cols, false));
    }
}

static void close_reduction(rows *w, ref r)
{
    const node *n = node_of(w, r);
    add_statement(&w->body, 8, "const real %s_r = parts_%s(%s_parts);", n->name,
                  n->gate == SUM ? "sum" : "max", n->name);
    w->done[r] = true;
    if (is_stored(w, r))
        store_scalar(w, r);
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
        if (is_reduction(node_of(w, r)))
            open_reduction(w, r);
        else if (is_stored(w, r))
            keep[r] = true;
        else if ((keep[r] = needed_later(w, r)))
            declare_local(w, r);
    }
    add_statement(&w->body, 8, "for (size_t j = 0; j < %d; j += LANES) {", loop_length(w, first));
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (w->looped[r] && is_reduction(node_of(w, r)))
            write_reduction(w, r);
        else if (w->looped[r] && keep[r])
            store_vector(w, r, express(w, r, true).text);
    }
    add_statement(&w->body, 8, "}");
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (w->looped[r] && is_reduction(node_of(w, r)))
            close_reduction(w, r);
        w->done[r] = w->done[r] || w->looped[r];
    }
    memset(w->looped, 0, (size_t)w->plan->graph.count * sizeof *w->looped);
}

static bool write_vectors(rows *w)
{
    for (int i = 0; i < w->count; i++) {
        ref r = w->nodes[i];
        if (is_move(node_of(w, r)) && !w->done[r] && inputs_ready(w, r, false)) {
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

/* ---- the function ---- */

static bool all_done(const rows *w)
{
    for (int i = 0; i < w->count; i++)
        if (!w->done[w->nodes[i]])
            return false;
    return true;
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
            text_add(&t, "_%s", node_of(w, w->nodes[i])->name);
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
        if (!rows_write_scalars(&w) && !write_vectors(&w)) {
            fprintf(stderr, "bpgen: internal: the row gates of a level form a circle\n");
            abort();
        }
    for (int i = 0; i < p->function_count; i++)
        if (!strcmp(p->functions[i].body, w.body.at))
            return i;
    rows_function *f = &p->functions[p->function_count];
    f->body = w.body.at;
    f->name = function_name(&w);
    f->comment = mathematics_of(p, nodes, count);
    collect_arguments(&w, f);
    return p->function_count++;
}
