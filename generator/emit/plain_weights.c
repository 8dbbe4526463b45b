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

typedef struct weight_loops {
    const plan *plan;
    const weight_function *f;
    const char *sum, *loads;
    weight_text of_row, of_element; /* as they are written for a row, and for an element */
} weight_loops;

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
static void add_looked_up(const weight_loops *l, const term *t, text *to)
{
    const plan *p = l->plan;
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
             numbers, at_index(p, t->x, "i"), l->f->width / t->row, t->row, row_sums(l->f), t->row,
             at_index(p, t->d, first));
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
            add_looked_up(l, &t, to);
            continue;
        }
        const rounds in = { .count = t.rounds };
        const bool swapped = l->f->swapped && t.x >= 0;
        const char *of_x = swapped ? column_index(l->f) : row_index(l->f);
        const char *of_d = swapped ? row_index(l->f) : column_index(l->f);
        const char *x = t.x < 0 ? NULL : plain_round_element(p, t.x, t.later_x, &in, of_x);
        const char *d = plain_round_element(p, t.d, t.later_d, &in, of_d);
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
                 array_element(p,
                               k               ? state_array(p, k - 1)
                               : l->f->updates ? "p->"
                                               : "g->",
                               l->f),
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

/* The gradient or update of a parameter. hoisted: what it begins with has been printed. */
static void add_weight(text *to, const weight_loops *l, bool hoisted)
{
    const weight_function *f = l->f;
    const char *comment =
        arena_printf(to->arena, " /* (%d) */",
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

static weight_loops prepare(writer *w, const weight_function *f)
{
    weight_places places = { .count = 0 };
    weight_loops l = { .plan = w->plan, .f = f };
    l.loads = name_arrays(w->plan, f, &places);
    l.sum = name_sums(w->plan, f, &places);
    write_weights(w, &f->formulas, 8, "_i", places.leaves, &l.of_row);
    write_weights(w, &f->formulas, 12, "_i", places.leaves, &l.of_element);
    return l;
}

/* Whether all functions of a kind begin with the same lines. */
static bool begin_alike(const weight_loops *all, int count)
{
    for (int i = 1; i < count; i++)
        if (strcmp(all[i].of_row.prologue, all[0].of_row.prologue) != 0)
            return false;
    return count > 0;
}

static bool reads_mean(const weight_formulas *f)
{
    for (int k = 0; k < f->scalar_count; k++)
        if (!strcmp(f->scalars[k], "inverse_n"))
            return true;
    return false;
}

/* Sets net[key], the lines of all functions of a kind, and whether they read inverse_n. */
static void push_kind(lua_State *lua, writer *w, bool updates, const char *key,
                      const char *mean_key)
{
    const plan *p = w->plan;
    weight_loops *all = arena_alloc(p->graph.arena, ((size_t)p->weight_count + 1) * sizeof *all);
    int count = 0;
    bool mean = false;
    for (int i = 0; i < p->weight_count; i++)
        if (p->weights[i].updates == updates &&
            (updates || !p->gradients[p->weights[i].gradient].runs)) {
            mean = mean || reads_mean(&p->weights[i].formulas);
            all[count++] = prepare(w, &p->weights[i]);
        }
    const bool hoisted = begin_alike(all, count);
    text t = { .arena = p->graph.arena };
    text_add(&t, "%s", hoisted ? all[0].of_row.prologue : "");
    for (int i = 0; i < count; i++)
        add_weight(&t, &all[i], hoisted);
    table_lines(lua, key, t.size ? t.at : "");
    table_flag(lua, mean_key, mean);
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
              arena_printf(a, q->is_vector ? "%s[j]" : "%s[i][j]",
                           array_indexed(a, p->arrays[of->parameter], q)));
    name_leaf(&places, "sum", "sum");
    lua_newtable(lua);
    table_text(lua, "block", of->name);
    table_text(lua, "name", arena_printf(a, "@%s", of->name));
    table_flag(lua, "baked", plan_bakes(p, q));
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
    push_kind(lua, w, false, "gradients", "gradients_mean");
    push_kind(lua, w, true, "updates", "updates_mean");
    lua_newtable(lua);
    for (int i = 0; i < p->penalty_count; i++)
        push_penalty(lua, w, &p->penalties[i]);
    table_end(lua, "penalties");
}
