/* graph.c - building graphs: nodes, shapes. */
#include "graph/graph.h"

#include <string.h>

#include "base/text.h"

void graph_init(graph *g, arena *a)
{
    *g = (graph){ .arena = a };
}

ref graph_append(graph *g, const node *from)
{
    node n = *from;
    if (g->count == g->capacity) {
        int capacity = g->capacity ? 2 * g->capacity : 256;
        node *nodes = arena_alloc(g->arena, (size_t)capacity * sizeof *nodes);
        if (g->count)
            memcpy(nodes, g->nodes, (size_t)g->count * sizeof *nodes);
        g->nodes = nodes;
        g->capacity = capacity;
    }
    if (n.arity) {
        ref *in = arena_alloc(g->arena, (size_t)n.arity * sizeof *in);
        memcpy(in, n.in, (size_t)n.arity * sizeof *in);
        n.in = in;
    } else {
        n.in = NULL;
    }
    g->nodes[g->count] = n;
    return g->count++;
}

bool gate_is_linear(gate kind)
{
    return kind == CONTRACT || kind == GATHER || kind == SCATTER || kind == SLICE || kind == PAD ||
           kind == MATMUL || kind == MATMUL_T || kind == OUTER;
}

bool graph_is_scalar(const graph *g, ref r)
{
    return g->nodes[r].rows == 1 && g->nodes[r].cols == 1;
}

bool graph_is_class(const graph *g, ref r)
{
    return g->nodes[r].gate == TARGET && g->nodes[r].value == 1;
}

static const char *misfit(const graph *g, const char *name, const node *a, const node *b)
{
    return arena_printf(g->arena, "%s: shapes %dx%d and %dx%d do not fit", name, a->rows, a->cols,
                        b->rows, b->cols);
}

/* Element-wise: all operands of one shape, or scalars. */
static const char *elements_shape(const graph *g, node *n)
{
    const char *name = gate_table[n->gate].name;
    const node *widest = &g->nodes[n->in[0]];
    for (int i = 1; i < n->arity; i++) {
        const node *b = &g->nodes[n->in[i]];
        if (widest->rows == 1 && widest->cols == 1)
            widest = b;
        else if (!(b->rows == 1 && b->cols == 1) &&
                 (b->rows != widest->rows || b->cols != widest->cols))
            return misfit(g, name, widest, b);
    }
    n->rows = widest->rows;
    n->cols = widest->cols;
    return NULL;
}

static const char *own_shape(const graph *g, node *n)
{
    const char *name = gate_table[n->gate].name;
    const node *a = &g->nodes[n->in[0]], *b = &g->nodes[n->in[n->arity > 1]];
    n->rows = 1;
    switch (n->gate) {
    case CONCAT:
        n->cols = 0;
        for (int i = 0; i < n->arity; i++)
            n->cols += g->nodes[n->in[i]].cols;
        return NULL;
    case MATMUL: n->cols = b->cols; return a->cols == b->rows ? NULL : misfit(g, name, a, b);
    case MATMUL_T: n->cols = b->rows; return a->cols == b->cols ? NULL : misfit(g, name, a, b);
    case OUTER:
        n->rows = a->cols;
        n->cols = b->cols;
        return NULL;
    case GRAD:
        n->rows = b->rows;
        n->cols = b->cols;
        return a->rows == 1 && a->cols == 1
                   ? NULL
                   : arena_printf(g->arena,
                                  "grad: wants a scalar to derive, got %dx%d: sum(y) makes one, "
                                  "slice(y, i, i) takes an element",
                                  a->rows, a->cols);
    case VJP:
        n->rows = b->rows;
        n->cols = b->cols;
        return NULL;
    case JVP: n->cols = a->cols; return NULL;
    case JACOBIAN: n->cols = a->cols * b->rows * b->cols; return NULL;
    default: return NULL; /* SLICE, PAD, SPREAD: given by the caller */
    }
}

bool graph_shape(const graph *g, node *n, const ref *in, const char **why)
{
    const node *a = &g->nodes[in[0]];
    n->in = in;
    *why = NULL;
    switch (gate_table[n->gate].shape) {
    case SHAPE_ELEMENTS: *why = elements_shape(g, n); break;
    case SHAPE_SCALAR: n->rows = n->cols = 1; break;
    case SHAPE_SAME:
        n->rows = a->rows;
        n->cols = a->cols;
        break;
    default: *why = own_shape(g, n); break;
    }
    return !*why;
}

ref graph_gate(graph *g, gate kind, int arity, const ref *in, int line, const char **why)
{
    node n = { .gate = kind, .arity = arity, .line = line };
    return graph_shape(g, &n, in, why) ? graph_append(g, &n) : -1;
}

ref graph_leaf(graph *g, gate kind, int rows, int cols, int index, int line, const char *name)
{
    return graph_append(g, &(node){ .gate = kind,
                                    .rows = rows,
                                    .cols = cols,
                                    .index = index,
                                    .line = line,
                                    .name = name });
}

ref graph_constant(graph *g, double value)
{
    return graph_append(g, &(node){ .gate = CONSTANT, .rows = 1, .cols = 1, .value = value });
}

static ref moved(graph *g, gate kind, ref x, int first, int cols, int line)
{
    return graph_append(g, &(node){ .gate = kind,
                                    .arity = 1,
                                    .in = &x,
                                    .rows = 1,
                                    .cols = cols,
                                    .index = first,
                                    .line = line });
}

ref graph_slice(graph *g, ref x, int first, int cols, int line)
{
    return moved(g, SLICE, x, first, cols, line);
}

ref graph_pad(graph *g, ref x, int first, int cols, int line)
{
    return moved(g, PAD, x, first, cols, line);
}

ref graph_spread(graph *g, ref x, int cols, int line)
{
    return moved(g, SPREAD, x, 0, cols, line);
}

const char *graph_axes_text(arena *a, int axes, const int *axis)
{
    text t = { .arena = a };
    for (int k = 0; k < axes; k++)
        text_add(&t, "%s%d", k ? "x" : "", axis[k]);
    return t.at;
}

const char *graph_shape_text(arena *a, const node *n)
{
    return n->shape ? n->shape : arena_printf(a, "%dx%d", n->rows, n->cols);
}
