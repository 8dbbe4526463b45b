/* plain_rows.c - functions of rows as plain C: one sample, scalars and loops. */
#include <string.h>

#include "emit/plain.h"
#include "plan/rows.h"

enum { INDENT = 8, INNER = 12 }; /* as in express.c; write_plain_rows takes `dedent` off */

/* A scalar that is no field: it is declared where it is computed. */
static bool is_variable(const writer *w, ref r)
{
    const char *place = plain_place(w, r);
    return !w->early[r] && !strchr(place, '>') && !strchr(place, '[');
}

static void assign_scalar(writer *w, ref r, const char *value, const char *comment)
{
    if (is_variable(w, r))
        add_statement(w, INDENT, "%s@real %s = %s;%s", w->is_cut[r] ? "" : "const ",
                      plain_place(w, r), value, comment);
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

static void clear(writer *w, ref r)
{
    open_loop(w, plan_node(w->plan, r)->cols, plain_numbers(w->plan, &r, 1));
    add_statement(w, INNER, "%s = 0;", element_of(w, r, "j"));
}

/* ---- sums and maxima ---- */

static int columns_of(const writer *w, ref reduction)
{
    return plan_node(w->plan, plan_node(w->plan, reduction)->in[0])->cols;
}

static const char *largest(const writer *w, ref r)
{
    return is_variable(w, r) ? plain_place(w, r) : element_of(w, r, "");
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

static void put_loop(writer *w, const statement *s, const text *body)
{
    const bool braces = statement_count(body->at) > 1;
    open_loop(w, s->length,
              arena_printf(w->body.arena, "%s%s", braces ? " {" : "",
                           plain_numbers(w->plan, s->of, s->count)));
    text_add_bytes(&w->body, body->size ? body->at : "", body->size);
    if (braces)
        add_statement(w, INDENT, "}");
}

static void write_plain_scalar(writer *w, ref r)
{
    assign_scalar(w, r, express_gate(w, r, false).text, plain_numbers(w->plan, &r, 1));
}

const char *write_plain_rows(writer *w, const rows_function *f, int dedent)
{
    static const row_forms plain = {
        .scalar = write_plain_scalar,
        .clear = clear,
        .copy = write_copy,
        .declare = declare_own,
        .open = open_reduction,
        .gather = write_reduction,
        .close = close_reduction,
        .store = write_element,
        .loop = put_loop,
    };
    return write_statements(w, f, dedent, &plain);
}
