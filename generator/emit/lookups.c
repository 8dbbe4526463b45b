/* lookups.c - vectors that integers make: rows of a table that class numbers look up, and rows
 * added to it, in their order; what a step drops. What is no class is compared away before it is an
 * index. */
#include "emit/plain.h"

enum { INDENT = 8 };

typedef struct lookup {
    const char *integer;        /* what loops count with */
    const char *comment;        /* after the first loop */
    const char *row, *found;    /* element i2 of the i1-th row, and of the row of its class */
    int steps, length, classes; /* numbers; elements of a row; rows of the table */
} lookup;

static lookup lookup_of(writer *w, ref y)
{
    arena *a = w->body.arena;
    const node *n = plan_node(w->plan, y);
    const node *table = n->gate == GATHER ? plan_node(w->plan, n->in[0]) : n;
    lookup l = { .integer = w->places ? "int" : "size_t",
                 .comment = w->places ? plain_numbers(w->plan, &y, 1) : "",
                 .steps = plan_node(w->plan, n->in[1])->cols,
                 .length = n->index };
    l.classes = table->rows * table->cols / l.length;
    const char *times = l.length > 1 ? arena_printf(a, "%d*", l.length) : "";
    l.row = arena_printf(a, "%si1 + i2", times);
    l.found = arena_printf(a, "%s(%s)class_i + i2", times, l.integer);
    return l;
}

void write_lookup(writer *w, ref y)
{
    const node *n = plan_node(w->plan, y);
    const lookup l = lookup_of(w, y);
    const bool adds = n->gate == SCATTER;
    if (adds) {
        add_statement(w, INDENT, "for (%s i1 = 0; i1 < %d; i1++)%s", l.integer, n->cols, l.comment);
        add_statement(w, INDENT + 4, "%s = 0;", element_here(w, y, "i1"));
    }
    add_statement(w, INDENT, "for (%s i1 = 0; i1 < %d; i1++) {%s", l.integer, l.steps,
                  adds ? "" : l.comment);
    add_statement(w, INDENT + 4, "const int32_t class_i = %s;", element_here(w, n->in[1], "i1"));
    add_statement(w, INDENT + 4, "const int is_class = class_i >= 0 && class_i < %d;", l.classes);
    add_statement(w, INDENT + 4,
                  adds ? "for (%s i2 = 0; is_class && i2 < %d; i2++)"
                       : "for (%s i2 = 0; i2 < %d; i2++)",
                  l.integer, l.length);
    if (adds)
        add_statement(w, INDENT + 8, "%s = %s + %s;", element_here(w, y, l.found),
                      element_here(w, y, l.found), element_here(w, n->in[0], l.row));
    else
        add_statement(w, INDENT + 8, "%s = is_class ? %s : 0;", element_here(w, y, l.row),
                      element_here(w, n->in[0], l.found));
    add_statement(w, INDENT, "}");
}

void write_mask(writer *w, ref y)
{
    arena *a = w->body.arena;
    const node *n = plan_node(w->plan, y);
    const char *integer = w->places ? "int" : "size_t", *key = "counter";
    if (!w->places) {
        key = arena_printf(a, "%s_r", name_here(w, y));
        add_statement(w, INDENT, "const uint32_t %s = @dropout_key(counter, %s);", key,
                      w->plan->spec->batch > 1 ? "r" : "0");
    }
    add_statement(w, INDENT, "for (%s i1 = 0; i1 < %d; i1++)%s", integer, n->cols,
                  w->places ? plain_numbers(w->plan, &y, 1) : "");
    add_statement(w, INDENT + 4, "%s = @dropout_at(%s, (uint32_t)i1 + %uu, %uu, %s);",
                  element_here(w, y, "i1"), key, (unsigned)n->index,
                  (unsigned)(n->value * 4294967296.0),
                  real_literal(a, 1 / (1 - n->value), w->plan->spec->is_double));
}
