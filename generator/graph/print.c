/* print.c - a graph as text that a person can read. */
#include "graph/print.h"

#include "graph/nest.h"

static void print_operand(text *to, const graph *g, ref r)
{
    const node *n = &g->nodes[r];
    if (n->gate == CONSTANT)
        text_add(to, "%s", number_text(to->arena, n->value));
    else if (n->name)
        text_add(to, "%d %s", r, n->name);
    else
        text_add(to, "%d", r);
}

static void print_leaf(text *to, const node *n)
{
    static const char *const kinds[] = {
        [CONSTANT] = "constant",   [INPUT] = "input", [TARGET] = "target",
        [PARAMETER] = "parameter", [ARRAY] = "array", [DROPOUT] = "dropout",
        [VARIABLE] = "variable"
    };
    text_add(to, "%s", n->gate == TARGET && n->value == 1 ? "class target" : kinds[n->gate]);
    if (n->gate == CONSTANT)
        text_add(to, " %s", number_text(to->arena, n->value));
}

void graph_print_node(text *to, const graph *g, ref r)
{
    const node *n = &g->nodes[r];
    text_add(to, "%5d  ", r);
    if (n->name)
        text_add(to, "%s = ", n->name);
    if (n->arity == 0) {
        print_leaf(to, n);
    } else {
        text_add(to, "%s(", gate_table[n->gate].name);
        for (int i = 0; i < n->arity; i++) {
            text_add(to, i ? ", " : "");
            print_operand(to, g, n->in[i]);
        }
        if (n->gate == SLICE || n->gate == PAD)
            text_add(to, ", from %d", n->index + 1);
        if (n->gate == CONTRACT)
            text_add(to, ": %s", nest_text(to->arena, n->loops, n->arity, n->cols));
        if (n->gate == GATHER || n->gate == SCATTER)
            text_add(to, ", rows of %d", n->index);
        if (n->gate == AMAX || n->gate == IS_AMAX)
            text_add(to, ", of each %d", n->index);
        text_add(to, ")");
    }
    text_add(to, "  %dx%d", n->rows, n->cols);
    if (n->line)
        text_add(to, "  line %d", n->line);
}

void graph_print(text *to, const graph *g, const ref *of, int count)
{
    bool *wanted = arena_alloc(to->arena, (size_t)g->count * sizeof *wanted);
    for (int i = 0; i < count; i++)
        if (of[i] >= 0)
            wanted[of[i]] = true;
    for (ref r = g->count - 1; r >= 0; r--)
        for (int i = 0; i < g->nodes[r].arity && wanted[r]; i++)
            wanted[g->nodes[r].in[i]] = true;
    for (ref r = 0; r < g->count; r++)
        if (wanted[r]) {
            graph_print_node(to, g, r);
            text_add(to, "\n");
        }
}
