/* plain_weights.c - gradients, updates and penalties of the plain style: loops over the weights. */
#include "emit/plain_weights.h"

#include <string.h>

#include "base/text.h"
#include "emit/mathematics.h"
#include "emit/tables.h"
#include "plan/kernels.h"

typedef struct weight_loops {
    const plan *plan;
    const weight_function *f;
    const char *sum, *loads;
    weight_text of_row, of_element; /* as they are written for a row, and for an element */
    const char *number;             /* of the equation, as a comment */
} weight_loops;

static const char *integer(const weight_loops *l)
{
    return l->plan->spec->batch > 1 ? "size_t" : "int"; /* beside r */
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
        const ref row = l->f->swapped ? t.d : t.x, column = l->f->swapped && t.x >= 0 ? t.x : t.d;
        const char *d = at_index(p, column, column_index(l->f));
        if (many)
            text_add(to, "for (size_t r = 0; r < n; r++)\n");
        if (columns)
            text_add(to, "    for (%s j = 0; j < %d; j++)\n", integer(l), l->f->width);
        text_add(to, "%*s", many ? columns ? 8 : 4 : 0, "");
        if (t.x >= 0)
            text_add(to, "%s = @real_fma(%s, %s, %s);\n", l->sum, at_index(p, row, row_index(l->f)),
                     d, l->sum);
        else
            text_add(to, "%s += %s;\n", l->sum, d);
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
    const int states = l->f->updates ? p->spec->optimizer.states : 0;
    for (int k = 0; k < 1 + states; k++)
        text_add(to, "%s = %s;\n",
                 array_element(p,
                               k               ? state_array(p, k - 1)
                               : l->f->updates ? "p->"
                                               : "g->",
                               l->f),
                 without_parentheses(to->arena, l->of_element.results[k]));
}

static int lines_in(const char *lines)
{
    int count = 0;
    for (; *lines; lines++)
        count += *lines == '\n';
    return count;
}

/* A loop over the lines, or these alone where `count` is 1: in braces, if there are several. */
static void add_loop(weight_loops *l, text *to, const char *index, int count, const text *lines)
{
    const bool braces = lines_in(lines->size ? lines->at : "") > 1 && count > 1;
    if (count > 1)
        text_add(to, "for (%s %s = 0; %s < %d; %s++)%s%s\n", integer(l), index, index, count, index,
                 braces ? " {" : "", l->number);
    if (count > 1)
        l->number = "";
    plain_indent(to, lines->size ? lines->at : "", count > 1 ? 4 : 0);
    if (braces)
        text_add(to, "}\n");
}

static void add_rows(weight_loops *l, text *to)
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
    const char *const number = l->number;
    l->number = f->height > 1 ? "" : number;
    add_loop(l, &row, "j", f->width, &element);
    l->number = f->height > 1 ? number : l->number;
    add_loop(l, to, "i", f->height, &row);
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

/* The gradient or update of a parameter. hoisted: what it begins with has been printed. */
static void add_weight(text *to, writer *w, const weight_function *f, bool hoisted)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    weight_places places = { .count = 0 };
    weight_loops l = { .plan = p, .f = f };
    l.loads = name_arrays(p, f, &places);
    l.sum = name_sums(p, f, &places);
    l.number = arena_printf(a, " /* (%d) */",
                            p->gradient_equation[p->gradients[f->gradient].parameter]);
    write_weights(w, &f->formulas, 8, "_i", places.leaves, &l.of_row);
    write_weights(w, &f->formulas, 12, "_i", places.leaves, &l.of_element);
    text rows = { .arena = a };
    add_rows(&l, &rows);
    const bool declares = declares_variables(&l);
    const bool braces = declares || (!hoisted && *l.of_row.prologue);
    if (braces) {
        text_add(to, "{%s\n", l.number);
        l.number = "";
    }
    plain_indent(to, hoisted ? "" : l.of_row.prologue, 4);
    if (!braces && *l.number) { /* one statement */
        rows.at[--rows.size] = '\0';
        text_add(&rows, "%s\n", l.number);
    }
    plain_indent(to, rows.size ? rows.at : "", braces ? 4 : 0);
    if (braces)
        text_add(to, "}\n");
}

/* What all functions of a kind begin with, if that is the same; NULL: it is not. */
static const char *common_prologue(writer *w, bool updates)
{
    const plan *p = w->plan;
    const char *common = NULL;
    for (int i = 0; i < p->weight_count; i++) {
        const weight_function *f = &p->weights[i];
        if (f->updates != updates)
            continue;
        weight_places places = { .count = 0 };
        weight_text t;
        name_arrays(p, f, &places);
        name_sums(p, f, &places);
        write_weights(w, &f->formulas, 8, "_i", places.leaves, &t);
        if (common && strcmp(common, t.prologue) != 0)
            return NULL;
        common = t.prologue;
    }
    return common;
}

/* ---- penalties ---- */

static void push_formulas(lua_State *lua, writer *w, const weight_formulas *f,
                          const weight_places *places)
{
    weight_text t;
    write_weights(w, f, 12, "_i", places->leaves, &t);
    table_lines(lua, "statements", t.statements);
    table_names(lua, "results", t.results, f->count);
}

static void push_penalty(lua_State *lua, writer *w, const penalty *of)
{
    const plan *p = w->plan;
    arena *a = p->graph.arena;
    const parameter *q = &p->spec->parameters[of->parameter];
    weight_places places = { .count = 0 };
    name_leaf(&places, "w", arena_printf(a, q->is_vector ? "p->%s[j]" : "p->%s[i][j]", q->name));
    name_leaf(&places, "sum", "sum");
    lua_newtable(lua);
    table_text(lua, "block", of->name);
    table_text(lua, "name", arena_printf(a, "@%s", of->name));
    table_text(lua, "comment", mathematics_penalty(p, of));
    table_integer(lua, "rows", q->is_vector ? 1 : q->rows);
    table_integer(lua, "cols", q->cols);
    table_text(lua, "coefficient", real_literal(a, of->coefficient, p->spec->is_double));
    push_formulas(lua, w, &of->formulas, &places);
    table_append(lua);
}

void plain_weights_push(lua_State *lua, writer *w)
{
    const plan *p = w->plan;
    for (int updates = 0; updates < 2; updates++) {
        const char *prologue = common_prologue(w, updates != 0);
        text t = { .arena = p->graph.arena };
        bool mean = false;
        text_add(&t, "%s", prologue ? prologue : "");
        for (int i = 0; i < p->weight_count; i++) {
            const weight_function *f = &p->weights[i];
            if (f->updates != (updates != 0))
                continue;
            add_weight(&t, w, f, prologue != NULL);
            for (int k = 0; k < f->formulas.scalar_count; k++)
                mean = mean || !strcmp(f->formulas.scalars[k], "inverse_n");
        }
        table_lines(lua, updates ? "updates" : "gradients", t.size ? t.at : "");
        table_flag(lua, updates ? "updates_mean" : "gradients_mean", mean);
    }
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        push_penalty(lua, w, &p->penalties[i]);
    table_end(lua, "penalties");
}
