/* table.c - what a file holds beside what a network expects, as a table and as messages. */
#include <stdio.h>
#include <string.h>

#include "weights/matching.h"

typedef struct columns {
    int parameter, tensor, type;
} columns;

static int widest(int width, const char *text)
{
    const int size = (int)strlen(text);
    return size > width ? size : width;
}

static void add_row(text *out, const columns *c, const char *parameter, const tensor *t,
                    const char *note)
{
    const char *shape = t ? tensor_shape(out->arena, t) : "";
    text_add(out, "%-*s  %-*s  %-*s  %s%s%s\n", c->parameter, parameter, c->tensor,
             t ? message_name(out->arena, t->name) : "-", c->type, t ? t->type_name : "-", shape,
             *shape && *note ? "  " : "", note);
}

void match_table(text *out, const matching *m)
{
    const struct parameter *q = m->spec->parameters;
    columns c = { (int)strlen("parameter"), (int)strlen("tensor"), (int)strlen("type") };
    for (int i = 0; i < m->spec->parameter_count; i++)
        c.parameter = widest(c.parameter, parameter_text(out->arena, &q[i]));
    for (int i = 0; i < m->file->count; i++) {
        c.tensor = widest(c.tensor, message_name(out->arena, m->file->at[i].name));
        c.type = widest(c.type, m->file->at[i].type_name);
    }
    text_add(out, "%-*s  %-*s  %-*s  %s\n", c.parameter, "parameter", c.tensor, "tensor", c.type,
             "type", "shape");
    for (int i = 0; i < m->spec->parameter_count; i++) {
        const int at = m->of[i].tensor;
        add_row(out, &c, parameter_text(out->arena, &q[i]),
                at == NO_TENSOR ? NULL : &m->file->at[at],
                at == NO_TENSOR                              ? "missing"
                : m->of[i].is_transposed && !q[i].same_order ? "transposed"
                                                             : "");
    }
    for (int i = 0; i < m->file->count; i++)
        if (!m->is_used[i])
            add_row(out, &c, "-", &m->file->at[i], "unused");
}

/* The first few of a list. */
static const char *add_item(arena *a, const char *list, int i, int count, const char *item)
{
    enum { SHOWN = 6 };
    if (i < SHOWN)
        return arena_printf(a, "%s%s%s", list, i > 0 ? ", " : "", item);
    return i == count - 1 ? arena_printf(a, "%s and %d more", list, count - SHOWN) : list;
}

void match_report(const matching *m)
{
    const char *expected = "", *found = "";
    const int wanted = m->spec->parameter_count, there = m->file->count;
    for (int i = 0; i < wanted; i++)
        expected = add_item(m->arena, expected, i, wanted,
                            parameter_text(m->arena, &m->spec->parameters[i]));
    for (int i = 0; i < there; i++) {
        const tensor *t = &m->file->at[i];
        found = add_item(m->arena, found, i, there,
                         arena_printf(m->arena, "%s %s", t->name, tensor_shape(m->arena, t)));
    }
    messages *to = m->file->messages;
    message_file(to, EXIT_WRONG, m->file->file, "does not fit the network: expected %s; found %s",
                 wanted ? expected : "nothing", there ? found : "nothing");
    for (int i = 0; i < m->problem_count; i++)
        message_file(to, EXIT_WRONG, m->file->file, "%s", m->problems[i]);
}
