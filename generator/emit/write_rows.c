/* write_rows.c - functions of rows as C: scalars, copies, loops. */
#include "emit/writer.h"
#include "plan/kernels.h"

bool is_kept(const writer *w, ref r)
{
    return w->f->treated[w->position[r]] & KEPT;
}

/* ---- scalars ---- */

static void store_scalar(writer *w, ref r)
{
    add_statement(w, 8, "%s = %s_r;", scalar_element(w, r), name_here(w, r));
}

void write_scalar(writer *w, ref r)
{
    add_statement(w, 8, w->is_cut[r] ? w->dialect->cut_scalar : w->dialect->scalar, name_here(w, r),
                  express_gate(w, r, false).text);
    if (is_kept(w, r))
        store_scalar(w, r);
}

/* ---- moves: concat and pad copy whole vectors ---- */

/* Over the vectors of a row; what is long had better stay a loop. */
static void open_loop(writer *w, int cols, const char *then)
{
    add_statement(w, 8, kernel_rolls_row(cols) ? w->dialect->long_loop : w->dialect->loop, cols,
                  then);
}

static void declare_own(writer *w, ref r)
{
    add_statement(w, 8, w->dialect->own_array, name_here(w, r), w->plan->values[r].home.stride);
}

static void write_copy(writer *w, ref from, ref to, int first)
{
    arena *a = w->body.arena;
    const int cols = plan_node(w->plan, from)->cols;
    const int stride = is_kept(w, to) ? w->plan->values[to].home.stride : 0;
    const char *row = stride && w->plan->spec->batch > 1 ? arena_printf(a, "r*%d + ", stride) : "";
    if (cols == 1) {
        add_statement(w, 8, "%s[%s%d] = %s;", name_here(w, to), row, first,
                      express(w, from, false).text);
        return;
    }
    open_loop(w, cols, "");
    w->loops++; /* which computes nothing: what it reads is in memory */
    w->inlines = true;
    const char *value = express(w, from, true).text;
    w->inlines = false;
    add_statement(w, 12, w->dialect->store_some,
                  arena_printf(a, "%s + %s%d + j", name_here(w, to), row, first), value, cols);
}

static void clear(writer *w, ref r)
{
    bool whole;
    const char *zero = arena_printf(w->body.arena, w->dialect->splat, "0");
    open_loop(w, plan_node(w->plan, r)->cols, "");
    add_statement(w, 12, w->dialect->store, memory_address(w, r, &whole), zero);
}

/* ---- loops ---- */

void write_store(writer *w, ref r, const char *value)
{
    bool whole;
    const char *address = memory_address(w, r, &whole);
    if (whole)
        add_statement(w, 12, w->dialect->store, address, value);
    else
        add_statement(w, 12, w->dialect->store_some, address, value, plan_node(w->plan, r)->cols);
}

static void open_reduction(writer *w, ref r)
{
    const char *name = name_here(w, r);
    add_statement(w, 8, w->dialect->parts, name);
    add_statement(w, 8, w->dialect->parts_fill, name,
                  plan_node(w->plan, r)->gate == SUM ? "0" : "-@REAL_MAX");
}

/* Of the last vector of a row only its elements count. */
static const char *kept(writer *w, const char *value, int cols, bool maximum)
{
    if (cols % BLOCK == 0)
        return value;
    return arena_printf(w->body.arena, maximum ? w->dialect->keep_or : w->dialect->keep, value,
                        cols);
}

static const char *factor(writer *w, ref r, int cols)
{
    bool narrow = graph_is_scalar(&w->plan->graph, r);
    const char *value = express(w, r, !narrow).text;
    if (narrow)
        value = arena_printf(w->body.arena, w->dialect->splat, value);
    return kept(w, value, cols, false);
}

static void write_reduction(writer *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = plan_node(w->plan, r), *term = plan_node(w->plan, n->in[0]);
    const bool once = term->cols <= BLOCK; /* each part takes one element */
    const char *part = arena_printf(a, once ? w->dialect->only_part : w->dialect->part,
                                    name_here(w, r));
    if (n->gate == MAXIMUM) {
        const char *value = kept(w, express(w, n->in[0], true).text, term->cols, true);
        if (once)
            add_statement(w, 12, "%s = %s;", part, value);
        else
            add_statement(w, 12, "%s = %smax(%s, %s);", part, w->dialect->call[1], part, value);
    } else if (rows_is_own_product(&w->own, n->in[0])) {
        const char *x = factor(w, term->in[0], term->cols), *y = factor(w, term->in[1], term->cols);
        const char *before = once ? arena_printf(a, w->dialect->splat, "0") : part;
        add_statement(w, 12, "%s = %sfma(%s, %s, %s);", part, w->dialect->call[1], x, y, before);
    } else {
        add_statement(w, 12, once ? "%s = %s;" : "%s += %s;", part,
                      kept(w, express(w, n->in[0], true).text, term->cols, false));
    }
}

static void close_reduction(writer *w, ref r)
{
    const node *n = plan_node(w->plan, r);
    const char *name = name_here(w, r);
    add_statement(w, 8, n->gate == SUM ? w->dialect->parts_sum : w->dialect->parts_max, name, name,
                  rows_parts(plan_node(w->plan, n->in[0])->cols));
    if (is_kept(w, r))
        store_scalar(w, r);
}

static void write_element(writer *w, ref r)
{
    write_store(w, r, express(w, r, true).text);
}

static void put_loop(writer *w, const statement *s, const text *body)
{
    const bool braces = statement_count(body->at) > 1;
    open_loop(w, s->length, braces ? " {" : "");
    text_add_bytes(&w->body, body->size ? body->at : "", body->size);
    if (braces)
        add_statement(w, 8, "}");
}

/* ---- in any style ---- */

static void write_move(writer *w, ref r, const row_forms *of)
{
    const node *n = plan_node(w->plan, r);
    if (is_own_array(w, r))
        of->declare(w, r);
    writer_forget(w);
    if (n->gate == MASK) {
        write_mask(w, r);
        return;
    }
    if (n->gate == GATHER || n->gate == SCATTER) {
        write_lookup(w, r);
        return;
    }
    if (rows_is_loops(n)) {
        write_loops(w, r);
        return;
    }
    if (n->gate == PAD)
        of->clear(w, r);
    int first = n->gate == PAD ? n->index : 0;
    for (int k = 0; k < n->arity; k++) {
        of->copy(w, n->in[k], r, first);
        first += plan_node(w->plan, n->in[k])->cols;
    }
}

static void write_loop(writer *w, const statement *s, const row_forms *of)
{
    const plan *p = w->plan;
    writer_forget(w);
    loop_begin(w, s->of, s->count);
    for (int i = 0; i < s->count; i++) {
        if (rows_is_reduction(plan_node(p, s->of[i])))
            of->open(w, s->of[i]);
        else if (is_own_array(w, s->of[i]))
            of->declare(w, s->of[i]);
    }
    const text before = w->body;
    w->body = (text){ .arena = before.arena };
    cut_vectors(w, s->of, s->count);
    for (int i = 0; i < s->count; i++) {
        if (rows_is_reduction(plan_node(p, s->of[i])))
            of->gather(w, s->of[i]);
        else if (is_kept(w, s->of[i]) || is_own_array(w, s->of[i]))
            of->store(w, s->of[i]);
    }
    const text body = w->body;
    w->body = before;
    if (body.size) /* else what it computes is written out where it is read */
        of->loop(w, s, &body);
    for (int i = 0; i < s->count; i++)
        if (rows_is_reduction(plan_node(p, s->of[i])))
            of->close(w, s->of[i]);
}

const char *write_statements(writer *w, const rows_function *f, int dedent, const row_forms *of)
{
    writer_start(w, f, dedent);
    cut_scalars(w, f);
    for (int i = 0; i < f->statement_count; i++) {
        const statement *s = &f->statements[i];
        if (s->kind == SCALAR)
            of->scalar(w, s->of[0]);
        else if (s->kind == MOVE)
            write_move(w, s->of[0], of);
        else
            write_loop(w, s, of);
    }
    return writer_end(w);
}

const char *write_rows(writer *w, const rows_function *f, int dedent)
{
    static const row_forms vectors = {
        .scalar = write_scalar,
        .clear = clear,
        .copy = write_copy,
        .declare = declare_own,
        .open = open_reduction,
        .gather = write_reduction,
        .close = close_reduction,
        .store = write_element,
        .loop = put_loop,
    };
    return write_statements(w, f, dedent, &vectors);
}
