/* plain_weights.c - gradients, updates and penalties of the plain style: loops over the weights. */
#include "emit/plain_weights.h"

#include <string.h>

#include "base/text.h"
#include "emit/arrays.h"
#include "emit/mathematics.h"
#include "emit/tables.h"
#include "plan/kernels.h"
#include "plan/parameters.h"
#include "plan/weights.h"

static const char *integer(const weight_loops *l)
{
    return l->plan->spec->batch > 1 ? "size_t" : "int"; /* beside r */
}

static void add_head(text *to, int *indent, const char *head)
{
    text_add(to, "%*s%s\n", *indent, "", head);
    *indent += 4;
}

/* Rows of d, added to those of the sums that class numbers choose. */
static void add_looked_up(const weight_loops *l, int k, text *to)
{
    const plan *p = l->plan;
    const term *t = &p->gradients[l->f->gradient].terms[k];
    const int numbers = plan_node(p, t->x)->cols;
    const char *first = t->row > 1 ? arena_printf(to->arena, "i*%d + j", t->row) : "i";
    text_add(to,
             "for (size_t r = 0; r < n; r++)\n"
             "    for (size_t i = 0; i < %d; i++) {\n"
             "        const int32_t class_i = %s;\n"
             "        const int is_class = class_i >= 0 && class_i < %d;\n"
             "        for (size_t j = 0; is_class && j < %d; j++)\n"
             "            %s[(size_t)class_i*%d + j] += %s;\n"
             "    }\n",
             numbers, at_x(&l->at, k, "i"), l->f->width / t->row, t->row, row_sums(l->f), t->row,
             at_d(&l->at, k, first));
}

/* The sum of the terms over the samples, into `sum`: of all columns, or of one element. */
static void add_terms(const weight_loops *l, text *to)
{
    const plan *p = l->plan;
    const gradient *of = &p->gradients[l->f->gradient];
    const bool many = p->spec->batch > 1;
    const bool columns = summing_of(p, l->f) == SUM_OF_ROW && l->f->width > 1;
    for (int k = 0; k < of->term_count; k++) {
        const term t = of->terms[k];
        if (t.row) {
            add_looked_up(l, k, to);
            continue;
        }
        const rounds in = { .count = t.rounds };
        const bool swapped = l->f->swapped && t.x >= 0;
        const char *of_x = swapped ? column_index(l->f) : row_index(l->f);
        const char *of_d = swapped ? row_index(l->f) : column_index(l->f);
        const bool on = t.rounds > 1;
        const char *x = t.x < 0 ? NULL
                        : on    ? plain_round_element(p, t.x, t.later_x, &in, of_x)
                                : at_x(&l->at, k, of_x);
        const char *d = on ? plain_round_element(p, t.d, t.later_d, &in, of_d)
                           : at_d(&l->at, k, of_d);
        int indent = 0;
        if (t.rounds > 1)
            add_head(to, &indent, rounds_head(to->arena, &in, integer(l)));
        if (many)
            add_head(to, &indent, "for (size_t r = 0; r < n; r++)");
        if (columns)
            add_head(to, &indent,
                     arena_printf(to->arena, "for (%s j = 0; j < %d; j++)", integer(l),
                                  l->f->width));
        if (x)
            text_add(to, "%*s%s = @real_fma(%s, %s, %s);\n", indent, "", l->sum, swapped ? d : x,
                     swapped ? x : d, l->sum);
        else
            text_add(to, "%*s%s += %s;\n", indent, "", l->sum, d);
    }
}

static const char *without_parentheses(arena *a, const char *value)
{
    const size_t size = strlen(value);
    int depth = 0;
    for (size_t i = 0; i + 1 < size; i++) {
        depth += (value[i] == '(') - (value[i] == ')');
        if (depth == 0)
            return value;
    }
    return value[0] == '(' ? arena_printf(a, "%.*s", (int)size - 2, value + 1) : value;
}

static void add_element(const weight_loops *l, text *to)
{
    const plan *p = l->plan;
    if (summing_of(p, l->f) == SUM_OF_ELEMENT) {
        text_add(to, "@real acc = 0;\n");
        add_terms(l, to);
    }
    text_add(to, "%s%s", l->loads, l->of_element.statements);
    const gradient *of = &p->gradients[l->f->gradient];
    const int states = l->f->updates ? weights_states(p, of) : 0;
    for (int k = 0; k < 1 + states; k++)
        text_add(to, "%s = %s;\n",
                 array_element(&l->at, k               ? state_array(p, k - 1)
                                       : l->f->updates ? "p->"
                                                       : "g->"),
                 without_parentheses(to->arena, l->of_element.results[k]));
}

/* A loop over the lines, or these alone where `count` is 1: in braces, if there are several. */
static void add_loop(const weight_loops *l, text *to, const char *index, int count,
                     const text *lines, const char *comment)
{
    const char *body = lines->size ? lines->at : "";
    if (count == 1) {
        plain_indent(to, body, 0);
        return;
    }
    const bool braces = statement_count(body) > 1;
    text_add(to, "for (%s %s = 0; %s < %d; %s++)%s%s\n", integer(l), index, index, count, index,
             braces ? " {" : "", comment);
    plain_indent(to, body, 4);
    if (braces)
        text_add(to, "}\n");
}

static void add_rows(const weight_loops *l, text *to, const char *comment)
{
    const weight_function *f = l->f;
    text element = { .arena = to->arena }, row = { .arena = to->arena };
    text_add(&row, "%s", l->of_row.of_row);
    if (summing_of(l->plan, f) == SUM_OF_ROW) {
        if (f->width <= KERNEL_ROW_MOST)
            text_add(&row, "@real acc[%d] = { 0 };\n", f->width);
        else
            text_add(&row, "memset(ws->row, 0, %d * sizeof *ws->row);\n", f->width);
        add_terms(l, &row);
    }
    add_element(l, &element);
    add_loop(l, &row, "j", f->width, &element, f->height > 1 ? "" : comment);
    add_loop(l, to, "i", f->height, &row, comment);
}

/* Whether there are variables outside its loops. */
static bool declares_variables(const weight_loops *l)
{
    const weight_function *f = l->f;
    const summing sum = summing_of(l->plan, f);
    if (f->height > 1)
        return false;
    return *l->of_row.of_row || (sum == SUM_OF_ROW && f->width <= KERNEL_ROW_MOST) ||
           (f->width == 1 && (sum == SUM_OF_ELEMENT || *l->loads || *l->of_element.statements));
}

void weight_loops_write(text *to, const weight_loops *l, bool hoisted)
{
    const weight_function *f = l->f;
    const char *comment =
        arena_printf(to->arena, l->at.in ? " /* (%d) in round 0 */" : " /* (%d) */",
                     l->plan->gradient_equation[l->plan->gradients[f->gradient].parameter]);
    const char *prologue = hoisted ? "" : l->of_row.prologue;
    const bool braces = declares_variables(l) || prologue[0];
    const bool single = f->height == 1 && f->width == 1; /* there is no loop to say it */
    text rows = { .arena = to->arena };
    add_rows(l, &rows, comment);
    if (braces)
        text_add(to, "{%s\n", single ? comment : "");
    plain_indent(to, prologue, 4);
    if (!braces && single) {
        rows.at[--rows.size] = '\0';
        text_add(&rows, "%s\n", comment);
    }
    plain_indent(to, rows.at, braces ? 4 : 0);
    if (braces)
        text_add(to, "}\n");
}

weight_loops weight_loops_of(writer *w, const weight_function *f, const weight_function *later,
                             const rounds *in)
{
    weight_places places = { .count = 0 };
    weight_loops l = { .plan = w->plan, .f = f, .at = { w->plan, f, later, in } };
    l.loads = name_arrays(&l.at, &places);
    l.sum = name_sums(&l.at, &places);
    write_weights(w, &f->formulas, 8, "_i", places.leaves, &l.of_row);
    write_weights(w, &f->formulas, 12, "_i", places.leaves, &l.of_element);
    return l;
}

/* ---- penalties ---- */

static void push_penalty(lua_State *lua, writer *w, const penalty *of)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[of->parameter];
    weight_places places = { .count = 0 };
    weight_text t;
    name_leaf(&places, "w",
              q->is_vector || q->rows == 1 ? "w[j]" : arena_printf(a, "w[i*%d + j]", q->cols));
    name_leaf(&places, "sum", "sum");
    lua_newtable(lua);
    table_text(lua, "block", of->name);
    table_text(lua, "name", arena_printf(a, "@%s", of->name));
    table_text(lua, "comment", mathematics_penalty(p, of));
    table_integer(lua, "rows", q->is_vector ? 1 : q->rows);
    table_integer(lua, "cols", q->cols);
    write_weights(w, &of->formulas, 12, "_i", places.leaves, &t);
    table_lines(lua, "statements", t.statements);
    table_names(lua, "results", t.results, of->formulas.count);
    table_append(lua);
}

void plain_weights_push(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    plain_push_kind(lua, w, false, "gradients", "gradients_mean");
    plain_push_kind(lua, w, true, "updates", "updates_mean");
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        if (p->penalties[i].like == i)
            push_penalty(lua, w, &p->penalties[i]);
    table_end(lua, "penalties");
}
