/* moves.c - gates that move elements: slices, pads and concatenations of each other.
 *
 * A slice reads past other moves what it comes from, and neighbours in a concatenation that were
 * neighbours before are one slice again. So a chain of moves costs no more than its last link. */
#include "graph/moves.h"

#include <stdlib.h>
#include <string.h>

#include "graph/formula.h"
#include "graph/simplify.h"

/* ---- slices ---- */

/* Where each input of a concatenation begins; told once. */
static const int *starts_of(graph *g, ref concat)
{
    node *n = &g->nodes[concat];
    if (n->starts)
        return n->starts;
    int *starts = arena_alloc(g->arena, (size_t)n->arity * sizeof *starts);
    for (int i = 1; i < n->arity; i++)
        starts[i] = starts[i - 1] + g->nodes[n->in[i - 1]].cols;
    return n->starts = starts;
}

/* The input of a concatenation that holds element `at`. */
static int input_at(const int *starts, int arity, int at)
{
    int low = 0, high = arity - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (starts[middle] <= at)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* One step from a slice of x towards where its elements come from. */
static bool look_past(graph *g, ref *x, int *first, int cols)
{
    const node *n = &g->nodes[*x];
    int at = *first;
    if (n->gate == SLICE) {
        *first += n->index;
        *x = n->in[0];
        return true;
    }
    if (n->gate == CONCAT) {
        const int *starts = starts_of(g, *x);
        int i = input_at(starts, n->arity, at);
        if (at + cols > starts[i] + g->nodes[n->in[i]].cols)
            return false;
        *first -= starts[i];
        *x = n->in[i];
        return true;
    }
    if (n->gate == PAD && at >= n->index && at + cols <= n->index + g->nodes[n->in[0]].cols) {
        *first -= n->index;
        *x = n->in[0];
        return true;
    }
    return false;
}

static ref zeros(graph *g, int cols)
{
    return simplify_to_shape(g, simplify_constant(g, 0), 1, cols);
}

ref move_slice(graph *g, ref x, int first, int cols)
{
    return simplify_copy(
        g, &(node){ .gate = SLICE, .arity = 1, .rows = 1, .cols = cols, .index = first }, &x);
}

ref move_pad(graph *g, ref x, int first, int cols)
{
    return simplify_copy(
        g, &(node){ .gate = PAD, .arity = 1, .rows = 1, .cols = cols, .index = first }, &x);
}

static ref slice(graph *g, const node *n)
{
    enum { DEEPEST = 64 }; /* however deep concatenations are nested, a slice is found in no time */
    ref x = n->in[0];
    int first = n->index;
    for (int deep = 0; deep < DEEPEST && look_past(g, &x, &first, n->cols); deep++)
        ;
    const node *from = &g->nodes[x];
    if (from->gate == PAD &&
        (first + n->cols <= from->index || first >= from->index + g->nodes[from->in[0]].cols))
        return zeros(g, n->cols);
    if (from->gate == SPREAD)
        return simplify_to_shape(g, from->in[0], 1, n->cols);
    if (first == 0 && n->cols == from->cols)
        return x;
    return x == n->in[0] ? UNBOUND : move_slice(g, x, first, n->cols);
}

/* ---- concatenations ---- */

/* Appends x to the inputs, or to the last of them where that is the slice just before x. */
static int append(graph *g, ref *in, int count, ref x)
{
    const node *last = count ? &g->nodes[in[count - 1]] : NULL, *n = &g->nodes[x];
    if (last && last->gate == SLICE && n->gate == SLICE && last->in[0] == n->in[0] &&
        last->index + last->cols == n->index) {
        in[count - 1] = move_slice(g, n->in[0], last->index, last->cols + n->cols);
        return count;
    }
    in[count] = x;
    return count + 1;
}

static bool is_spread_of(const graph *g, ref x, ref scalar)
{
    return x == scalar || (g->nodes[x].gate == SPREAD && g->nodes[x].in[0] == scalar);
}

static ref concat(graph *g, const node *n)
{
    ref *in = arena_alloc(g->arena, (size_t)n->arity * sizeof *in);
    const node *head = &g->nodes[n->in[0]];
    ref scalar = head->gate == SPREAD ? head->in[0] : n->in[0];
    int count = 0;
    bool all_same = graph_is_scalar(g, scalar);
    for (int i = 0; i < n->arity; i++) {
        count = append(g, in, count, n->in[i]);
        all_same = all_same && is_spread_of(g, n->in[i], scalar);
    }
    if (all_same)
        return simplify_to_shape(g, scalar, 1, n->cols);
    if (count == 1)
        return in[0];
    return count == n->arity ? UNBOUND : simplify_gate(g, CONCAT, count, in, n->line);
}

ref move_simplified(graph *g, const node *n)
{
    if (n->gate == SLICE)
        return slice(g, n);
    if (n->gate == CONCAT)
        return concat(g, n);
    if (n->cols == g->nodes[n->in[0]].cols)
        return n->in[0];
    return graph_is_constant(g, n->in[0], 0) ? zeros(g, n->cols) : UNBOUND;
}

/* ---- gathering ---- */

static int by_first(const void *a, const void *b)
{
    const piece *left = a, *right = b;
    return left->first != right->first ? (left->first > right->first) - (left->first < right->first)
                                       : (left->cols > right->cols) - (left->cols < right->cols);
}

static int by_end(const void *a, const void *b)
{
    const piece *left = *(const piece *const *)a, *right = *(const piece *const *)b;
    int left_end = left->first + left->cols, right_end = right->first + right->cols;
    return left_end != right_end ? (left_end > right_end) - (left_end < right_end)
                                 : by_first(left, right);
}

/* Layers of pieces that do not overlap: layer[i] of piece i, by first elements. A piece goes on in
 * the layer that became free first. Returns how many layers there are. */
static int find_layers(graph *g, piece *pieces, int count, int *layer)
{
    piece **ending = arena_alloc(g->arena, (size_t)count * sizeof *ending);
    int layers = 0, free = 0;
    qsort(pieces, (size_t)count, sizeof *pieces, by_first);
    for (int i = 0; i < count; i++)
        ending[i] = &pieces[i];
    qsort(ending, (size_t)count, sizeof *ending, by_end);
    for (int i = 0; i < count; i++) {
        bool is_free = ending[free]->first + ending[free]->cols <= pieces[i].first;
        layer[i] = is_free ? layer[ending[free] - pieces] : layers++;
        free += is_free;
    }
    return layers;
}

/* The pieces of one layer end to end, with zeros between them. */
static ref layer_of(graph *g, const piece *pieces, const int *order, int count, int cols)
{
    if (count == 1)
        return move_pad(g, pieces[order[0]].value, pieces[order[0]].first, cols);
    ref *in = arena_alloc(g->arena, (2 * (size_t)count + 1) * sizeof *in);
    int at = 0, parts = 0;
    for (int i = 0; i < count; i++) {
        const piece *p = &pieces[order[i]];
        if (p->first > at)
            in[parts++] = zeros(g, p->first - at);
        in[parts++] = p->value;
        at = p->first + p->cols;
    }
    if (at < cols)
        in[parts++] = zeros(g, cols - at);
    return simplify_gate(g, CONCAT, parts, in, 0);
}

ref move_gather(graph *g, piece *pieces, int count, int cols)
{
    int *layer = arena_alloc(g->arena, (size_t)count * sizeof *layer);
    int layers = find_layers(g, pieces, count, layer);
    int *begin = arena_alloc(g->arena, ((size_t)layers + 1) * sizeof *begin);
    int *order = arena_alloc(g->arena, (size_t)count * sizeof *order);
    for (int i = 0; i < count; i++)
        begin[layer[i] + 1]++;
    for (int k = 0; k < layers; k++)
        begin[k + 1] += begin[k];
    for (int i = 0; i < count; i++)
        order[begin[layer[i]]++] = i;
    ref sum = UNBOUND;
    for (int k = 0, from = 0; k < layers; from = begin[k++]) {
        ref share = layer_of(g, pieces, order + from, begin[k] - from, cols);
        sum = sum == UNBOUND ? share : simplify_gate(g, ADD, 2, (const ref[]){ sum, share }, 0);
    }
    return sum;
}
