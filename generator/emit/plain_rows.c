/* plain_rows.c - functions of rows as plain C: one sample, scalars and loops. */
#include <string.h>

#include "emit/plain.h"
#include "plan/rows.h"

enum { INDENT = 8, INNER = 12 }; /* as in express.c; write_plain_rows takes `dedent` off */

/* A scalar that is no field: it is declared where it is computed. */
static bool is_variable(const writer *w, ref r)
{
    return !w->early[r] && !strchr(w->places[r], '>') && !strchr(w->places[r], '[');
}

static void assign_scalar(writer *w, ref r, const char *value, const char *comment)
{
    if (is_variable(w, r))
        add_statement(w, INDENT, "%s@real %s = %s;%s", w->is_cut[r] ? "" : "const ", w->places[r],
                      value, comment);
    else
        add_statement(w, INDENT, "%s = %s;%s", element_of(w, r, ""), value, comment);
}

/* ---- moves ---- */

static void declare_own(writer *w, ref r)
{
    add_statement(w, INDENT, "@real %s[%d];", name_here(w, r), plan_node(w->plan, r)->cols);
}

static void open_loop(writer *w, int cols, const char *then)
{
    add_statement(w, INDENT, w->dialect->loop, cols, then);
}

static void write_copy(writer *w, ref from, ref to, int first)
{
    arena *a = w->body.arena;
    const int cols = plan_node(w->plan, from)->cols;
    if (cols == 1) {
        add_statement(w, INDENT, "%s = %s;", element_of(w, to, arena_printf(a, "%d", first)),
                      express(w, from, false).text);
        return;
    }
    open_loop(w, cols, "");
    w->loops++; /* which computes nothing: what it reads is in memory */
    w->inlines = true;
    const char *value = express(w, from, true).text;
    w->inlines = false;
    const char *index = first ? arena_printf(a, "%d + j", first) : "j";
    add_statement(w, INNER, "%s = %s;", element_of(w, to, index), value);
}

static void write_move(writer *w, ref r)
{
    const node *n = plan_node(w->plan, r);
    if (is_own_array(w, r))
        declare_own(w, r);
    writer_forget(w);
    if (n->gate == PAD) {
        open_loop(w, n->cols, plain_numbers(w->plan, &r, 1));
        add_statement(w, INNER, "%s = 0;", element_of(w, r, "j"));
    }
    int first = n->gate == PAD ? n->index : 0;
    for (int k = 0; k < n->arity; k++) {
        write_copy(w, n->in[k], r, first);
        first += plan_node(w->plan, n->in[k])->cols;
    }
}

/* ---- sums and maxima ---- */

static int columns_of(const writer *w, ref reduction)
{
    return plan_node(w->plan, plan_node(w->plan, reduction)->in[0])->cols;
}

static const char *largest(const writer *w, ref r)
{
    return is_variable(w, r) ? w->places[r] : element_of(w, r, "");
}

static void open_reduction(writer *w, ref r)
{
    if (plan_node(w->plan, r)->gate == SUM)
        add_statement(w, INDENT, "@real %s_parts[%d] = { 0 };", name_here(w, r),
                      rows_parts(columns_of(w, r)));
    else
        add_statement(w, INDENT, "%s%s = -@REAL_MAX;", is_variable(w, r) ? "@real " : "",
                      largest(w, r));
}

/* Element j of a sum goes into part j mod BLOCK. */
static void write_reduction(writer *w, ref r)
{
    arena *a = w->body.arena;
    const node *n = plan_node(w->plan, r), *term = plan_node(w->plan, n->in[0]);
    const bool once = term->cols <= BLOCK; /* each part takes one element */
    const char *part = arena_printf(a, once ? "%s_parts[j]" : "%s_parts[j %% 16]", name_here(w, r));
    if (n->gate == MAXIMUM) {
        const char *value = express(w, n->in[0], true).text, *so_far = largest(w, r);
        add_statement(w, INNER, "%s = @real_larger(%s, %s);", so_far, so_far, value);
    } else if (rows_is_own_product(&w->own, n->in[0])) {
        const bool narrow[2] = { graph_is_scalar(&w->plan->graph, term->in[0]),
                                 graph_is_scalar(&w->plan->graph, term->in[1]) };
        const char *x = express(w, term->in[0], !narrow[0]).text;
        const char *y = express(w, term->in[1], !narrow[1]).text;
        add_statement(w, INNER, "%s = @real_fma(%s, %s, %s);", part, x, y, once ? "0" : part);
    } else {
        add_statement(w, INNER, once ? "%s = %s;" : "%s += %s;", part,
                      express(w, n->in[0], true).text);
    }
}

static void close_reduction(writer *w, ref r)
{
    if (plan_node(w->plan, r)->gate == SUM)
        assign_scalar(w, r,
                      arena_printf(w->body.arena, "@fold_%d(%s_parts)",
                                   rows_parts(columns_of(w, r)), name_here(w, r)),
                      "");
}

/* ---- loops ---- */

/* What has been stored is read from there, not computed again. */
static void write_element(writer *w, ref r)
{
    const char *element = element_of(w, r, "j");
    add_statement(w, INNER, "%s = %s;", element, express(w, r, true).text);
    if (!w->variable[r])
        set_variable(w, r, element);
}

static void write_body(writer *w, const statement *s)
{
    for (int i = 0; i < s->count; i++) {
        ref r = s->of[i];
        if (rows_is_reduction(plan_node(w->plan, r)))
            write_reduction(w, r);
        else if (is_kept(w, r) || is_own_array(w, r))
            write_element(w, r);
    }
}

static void write_loop(writer *w, const statement *s)
{
    const plan *p = w->plan;
    writer_forget(w);
    loop_begin(w, s->of, s->count);
    for (int i = 0; i < s->count; i++) {
        if (rows_is_reduction(plan_node(p, s->of[i])))
            open_reduction(w, s->of[i]);
        else if (is_own_array(w, s->of[i]))
            declare_own(w, s->of[i]);
    }
    const text before = w->body;
    w->body = (text){ .arena = before.arena };
    cut_vectors(w, s->of, s->count);
    write_body(w, s);
    const text body = w->body;
    const bool braces = plain_count(&body) > 1;
    w->body = before;
    open_loop(w, s->length,
              arena_printf(before.arena, "%s%s", braces ? " {" : "",
                           plain_numbers(w->plan, s->of, s->count)));
    text_add_bytes(&w->body, body.size ? body.at : "", body.size);
    if (braces)
        add_statement(w, INDENT, "}");
    for (int i = 0; i < s->count; i++)
        if (rows_is_reduction(plan_node(p, s->of[i])))
            close_reduction(w, s->of[i]);
}

static void write_plain_scalar(writer *w, ref r)
{
    assign_scalar(w, r, express_gate(w, r, false).text, plain_numbers(w->plan, &r, 1));
}

const char *write_plain_rows(writer *w, const rows_function *f, int dedent)
{
    static const row_forms plain = { write_plain_scalar, write_move, write_loop };
    return write_statements(w, f, dedent, &plain);
}
