/* dot.c - the circuit for Graphviz: gates are nodes, layers are clusters; on the wires shapes, or
 * values above gradients. */
#include "explain/circuit.h"
#include "explain/markup.h"

enum { NUMBERS_MOST = 4, DIGITS = 4 };

static void add_part(text *t, const story *s, const circuit *c, int i, const char *indent)
{
    const part *p = &c->parts[i];
    const node *n = &s->derived->graph.nodes[p->gate];
    const char *shape = p->is_folded ? "box3d" : p->is_leaf ? "box" : "ellipse";
    text_add(t, "%sg%d [shape=%s%s, label=<", indent, i, shape,
             p->is_end    ? ", peripheries=2"
             : p->is_leaf ? ", style=rounded"
                          : "");
    markup_add(t, p->label);
    if (p->name) {
        text_add(t, "<br/>");
        markup_add(t, p->name);
    }
    text_add(t, "<br/><font point-size=\"9\">[%dx%d]</font>>];\n", n->rows, n->cols);
}

static void add_wire(text *t, const story *s, const wire *w, const numbers *n)
{
    const graph *g = &s->derived->graph;
    const node *v = &g->nodes[w->value];
    text_add(t, "  g%d -> g%d", w->from, w->to);
    if (!n || !n->of[w->value]) {
        text_add(t, ";\n");
        return;
    }
    text_add(t, " [label=<<font color=\"#1a7f37\">%s</font>",
             numbers_text(t->arena, n->of[w->value], v->rows * v->cols, NUMBERS_MOST, DIGITS));
    if (w->gradient != NOTHING && n->of[w->gradient]) {
        const node *d = &g->nodes[w->gradient];
        text_add(t, "<br/><font color=\"#b42318\">%s</font>",
                 numbers_text(t->arena, n->of[w->gradient], d->rows * d->cols, NUMBERS_MOST,
                              DIGITS));
    }
    text_add(t, ">];\n");
}

const char *circuit_dot(const story *s, const circuit *c, const numbers *n)
{
    text t = { .arena = s->arena };
    text_add(&t,
             "digraph %s {\n  rankdir=LR;\n  node [fontname=\"Helvetica\", fontsize=11];\n"
             "  edge [fontname=\"Helvetica\", fontsize=9];\n",
             s->spec->name);
    int *first = arena_alloc(s->arena, ((size_t)c->layer_count + 1) * sizeof *first); /* + 1 */
    int *next = arena_alloc(s->arena, ((size_t)c->part_count + 1) * sizeof *next);
    for (int i = c->part_count - 1; i >= 0; i--) { /* the parts of each layer, in order */
        const int layer = c->parts[i].is_folded ? 0 : c->parts[i].layer;
        next[i] = first[layer];
        first[layer] = i + 1;
    }
    for (int layer = 0; layer <= c->layer_count; layer++) {
        if (layer && first[layer])
            text_add(&t, "  subgraph cluster_%d {\n    label=\"%s\";\n    color=\"#8c959f\";\n",
                     layer, c->layers[layer]);
        for (int i = first[layer]; i; i = next[i - 1])
            add_part(&t, s, c, i - 1, layer ? "    " : "  ");
        if (layer && first[layer])
            text_add(&t, "  }\n");
    }
    for (int i = 0; i < c->wire_count; i++)
        add_wire(&t, s, &c->wires[i], n);
    text_add(&t, "}\n");
    return t.at;
}
