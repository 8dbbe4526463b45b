/* cone.c - the part of a graph that one node is computed from. */
#include "graph/cone.h"

#include <stdlib.h>
#include <string.h>

/* Zeros for every node up to r; a closed cone leaves its own for the next. */
static int *take_places(graph *g, ref r)
{
    int *place = g->places;
    if (g->place_count <= r) {
        g->place_count = g->capacity;
        place = arena_alloc(g->arena, (size_t)g->place_count * sizeof *place);
    } else if (!place) { /* another cone is open */
        place = arena_alloc(g->arena, (size_t)g->place_count * sizeof *place);
    }
    g->places = NULL;
    return place;
}

static void append(cone *c, int *room, arena *a, ref r)
{
    if (c->count == *room) {
        *room = *room ? 2 * *room : 64;
        ref *nodes = arena_alloc(a, (size_t)*room * sizeof *nodes);
        if (c->count)
            memcpy(nodes, c->nodes, (size_t)c->count * sizeof *nodes);
        c->nodes = nodes;
    }
    c->nodes[c->count++] = r;
}

enum { SEEN = 1, END = 2 }; /* marks in place of places, as long as nodes are being found */

/* Every node of the cone, as one leads to the next. */
static void find(const graph *g, cone *c, ref r)
{
    int room = 0;
    append(c, &room, g->arena, r);
    c->place[r] |= SEEN;
    for (int i = 0; i < c->count; i++) {
        const node *n = &g->nodes[c->nodes[i]];
        for (int k = 0; k < n->arity && !(c->place[c->nodes[i]] & END); k++) {
            if (!(c->place[n->in[k]] & SEEN))
                append(c, &room, g->arena, n->in[k]);
            c->place[n->in[k]] |= SEEN;
        }
    }
}

static int by_index(const void *a, const void *b)
{
    ref left = *(const ref *)a, right = *(const ref *)b;
    return (left > right) - (left < right);
}

/* By the marks where the cone fills the graph up to r, for that takes no comparisons. */
static void sort(cone *c, ref r)
{
    if (c->count <= r / 16) {
        qsort(c->nodes, (size_t)c->count, sizeof *c->nodes, by_index);
        return;
    }
    int count = 0;
    for (ref i = 0; i <= r; i++)
        if (c->place[i] & SEEN)
            c->nodes[count++] = i;
}

cone cone_open(graph *g, ref r, const ref *ends, int end_count)
{
    cone c = { .place = take_places(g, r) };
    for (int i = 0; i < end_count; i++)
        if (ends[i] <= r)
            c.place[ends[i]] = END;
    find(g, &c, r);
    sort(&c, r);
    for (int i = 0; i < end_count; i++)
        if (ends[i] <= r)
            c.place[ends[i]] = 0;
    for (int i = 0; i < c.count; i++)
        c.place[c.nodes[i]] = i + 1;
    return c;
}

void cone_close(graph *g, cone *c)
{
    for (int i = 0; i < c->count; i++)
        c->place[c->nodes[i]] = 0;
    if (!g->places) /* nor has the graph outgrown them */
        g->places = c->place;
    c->place = NULL;
}
