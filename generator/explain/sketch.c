/* sketch.c - the circuit in characters, where it is small: gates in columns from left to right, the
 * values above the wires and the gradients below them, as a lecture draws it. */
#include <stdlib.h>
#include <string.h>

#include "explain/canvas.h"
#include "explain/text.h"

enum { PARTS_MOST = 40, SPOTS_MOST = 400, PITCH = 4, PORTS_MOST = 3, DIGITS = 3 };

typedef struct spot { /* a part, or where a wire passes a column */
    int part, net;    /* part: NOTHING; net: the part whose value it has */
    double wish;
    int y, x, stem; /* where it begins, where its wire does */
} spot;

typedef struct column {
    spot *spots;
    int count, label, stem, tracks;
} column;

typedef struct sketch {
    const story *story;
    const circuit *circuit;
    const numbers *numbers;
    column *columns;
    int *rank;
    int ranks, height;
} sketch;

/* ---- columns ---- */

static void add_spot(sketch *k, int rank, int part, int net)
{
    column *c = &k->columns[rank];
    c->spots[c->count++] = (spot){ .part = part, .net = net };
}

/* The parts of each column and the wires that pass it; false: too many. */
static bool make_columns(sketch *k)
{
    const circuit *c = k->circuit;
    int ports[PARTS_MOST] = { 0 }, last[PARTS_MOST];
    for (int i = 0; i < c->part_count; i++)
        last[i] = k->rank[i];
    for (int i = 0; i < c->wire_count; i++) {
        const wire *w = &c->wires[i];
        if (k->rank[w->to] <= k->rank[w->from] || ++ports[w->to] > PORTS_MOST)
            return false;
        last[w->from] = k->rank[w->to] > last[w->from] ? k->rank[w->to] : last[w->from];
    }
    for (int i = 0; i < c->part_count; i++) {
        add_spot(k, k->rank[i], i, i);
        for (int r = k->rank[i] + 1; r < last[i]; r++)
            add_spot(k, r, NOTHING, i);
    }
    return true;
}

static const spot *carrier(const sketch *k, int rank, int net)
{
    for (int i = 0; rank >= 0 && i < k->columns[rank].count; i++)
        if (k->columns[rank].spots[i].net == net)
            return &k->columns[rank].spots[i];
    return NULL;
}

/* The mean height of what a part reads in the column before; below all: it reads nothing there. */
static double mean_height(const sketch *k, int rank, int part)
{
    const circuit *c = k->circuit;
    double sum = 0;
    int count = 0;
    for (int i = 0; i < c->wire_count; i++) {
        const spot *from = c->wires[i].to == part ? carrier(k, rank, c->wires[i].from) : NULL;
        sum += from ? from->y : 0;
        count += from != NULL;
    }
    return count ? sum / count : 1e6;
}

static double wish_of(const sketch *k, int rank, const spot *s)
{
    const circuit *c = k->circuit;
    const spot *before = carrier(k, rank - 1, s->net);
    if (s->part == NOTHING)
        return before ? before->y : 1e6;
    if (!c->parts[s->part].is_leaf)
        return mean_height(k, rank - 1, s->part);
    for (int i = 0; i < c->wire_count; i++) /* below what its gate reads as well */
        if (c->wires[i].from == s->part)
            return mean_height(k, rank - 1, c->wires[i].to) + 0.5;
    return 1e6;
}

static int by_wish(const void *a, const void *b)
{
    const spot *p = a, *q = b;
    if (p->wish != q->wish)
        return p->wish < q->wish ? -1 : 1;
    return p->net - q->net;
}

static void find_heights(sketch *k)
{
    for (int r = 0; r < k->ranks; r++) {
        column *c = &k->columns[r];
        for (int i = 0; i < c->count; i++)
            c->spots[i].wish = wish_of(k, r, &c->spots[i]);
        qsort(c->spots, (size_t)c->count, sizeof *c->spots, by_wish);
        for (int i = 0, next = 1; i < c->count; i++) {
            spot *s = &c->spots[i];
            s->y = s->wish < 1e5 && s->wish > next ? (int)s->wish : next;
            next = s->y + PITCH;
            k->height = s->y + 2 > k->height ? s->y + 2 : k->height;
        }
    }
}

/* ---- words ---- */

static const char *sample_text(const sketch *k, ref value)
{
    arena *a = k->story->arena;
    if (value < 0 || !k->numbers->of[value])
        return "";
    const node *n = &k->story->derived->graph.nodes[value];
    const double *all = k->numbers->of[value];
    const int count = n->rows * n->cols;
    if (count > 2)
        return arena_printf(a, "%.*g ..", DIGITS, all[0] + 0.0);
    return numbers_text(a, all, count, 2, DIGITS);
}

static const char *value_text(const sketch *k, int part)
{
    return sample_text(k, k->circuit->parts[part].gate);
}

static const char *gradient_text(const sketch *k, int part)
{
    return sample_text(k, k->story->adjoint[k->circuit->parts[part].gate]);
}

static int longer(int most, const char *text)
{
    return (int)strlen(text) > most ? (int)strlen(text) : most;
}

static int find_widths(sketch *k)
{
    int width = 0;
    for (int r = 0; r < k->ranks; r++) {
        column *c = &k->columns[r];
        for (int i = 0; i < c->count; i++) {
            const int part = c->spots[i].part;
            c->tracks++;
            if (part == NOTHING)
                continue;
            const int box = k->circuit->parts[part].is_leaf ? 0 : 4; /* its sides, and blanks */
            const int label = (int)strlen(k->circuit->parts[part].label) + box;
            c->label = label > c->label ? label : c->label;
            c->stem = longer(longer(c->stem, value_text(k, part)), gradient_text(k, part));
        }
        for (int i = 0; i < c->count; i++) {
            c->spots[i].x = width;
            c->spots[i].stem = width + c->label;
        }
        width += c->label + c->stem + 2 + c->tracks + 1;
    }
    return width;
}

/* ---- drawing ---- */

/* The lines that wire i comes in by: of two, above and below the middle of their gate. */
static int port_of(const sketch *k, int i)
{
    const circuit *c = k->circuit;
    int count = 0, own = 0;
    for (int w = 0; w < c->wire_count; w++) {
        own += w < i && c->wires[w].to == c->wires[i].to;
        count += c->wires[w].to == c->wires[i].to;
    }
    const int y = carrier(k, k->rank[c->wires[i].to], c->wires[i].to)->y;
    return count == 1 ? y : count == 2 ? y - 1 + 2 * own : y - 1 + own;
}

/* The heights at which the next column reads a net; their number. */
static int reading_heights(const sketch *k, int rank, int net, int *y)
{
    const circuit *c = k->circuit;
    int count = 0;
    const spot *passes = carrier(k, rank + 1, net);
    if (passes && passes->part == NOTHING)
        y[count++] = passes->y;
    for (int i = 0; i < c->wire_count; i++)
        if (c->wires[i].from == net && k->rank[c->wires[i].to] == rank + 1 && count < PARTS_MOST)
            y[count++] = port_of(k, i);
    return count;
}

/* The next net to get a track, from the left: none that ends where another one begins, while that
 * has none yet. */
static int next_net(const sketch *k, int rank, const bool *done)
{
    const column *c = &k->columns[rank];
    int y[PARTS_MOST + 1];
    for (int i = 0; i < c->count; i++) {
        const int count = reading_heights(k, rank, c->spots[i].net, y);
        bool waits = done[i];
        for (int j = 0; j < c->count && !waits; j++)
            for (int n = 0; n < count && j != i && !done[j] && !waits; n++)
                waits = c->spots[j].y == y[n];
        if (!waits)
            return i;
    }
    return NOTHING;
}

static bool draw_channel(const sketch *k, canvas *to, int rank)
{
    const column *c = &k->columns[rank];
    bool done[SPOTS_MOST] = { 0 };
    int y[PARTS_MOST + 1];
    for (int track = 0; track < c->count; track++) {
        const int own = next_net(k, rank, done);
        if (own == NOTHING)
            return false; /* a ring of them */
        done[own] = true;
        const spot *s = &c->spots[own];
        const int count = reading_heights(k, rank, s->net, y), net = s->net + 1;
        const int x = s->stem + c->stem + 2 + track;
        const int begin = s->part == NOTHING ? s->x : s->stem;
        const int end = s->stem + c->stem + 2 + c->tracks;
        if (count == 0)
            canvas_across(to, net, s->y, begin, s->stem + c->stem + 1);
        int low = s->y, high = s->y;
        for (int i = 0; i < count; i++) {
            low = y[i] < low ? y[i] : low;
            high = y[i] > high ? y[i] : high;
            canvas_across(to, net, y[i], x, end + 1);
        }
        if (count)
            canvas_across(to, net, s->y, begin, x);
        if (high > low)
            canvas_down(to, net, x, low, high);
    }
    return true;
}

static void draw_part(const sketch *k, canvas *to, const column *c, const spot *s)
{
    const part *p = &k->circuit->parts[s->part];
    const int side = s->x + c->label - 1;
    canvas_word(to, s->stem + 1, s->y - 1, value_text(k, s->part));
    canvas_word(to, s->stem + 1, s->y + 1, gradient_text(k, s->part));
    if (p->is_leaf) {
        canvas_word(to, s->x + c->label - (int)strlen(p->label), s->y, p->label);
        return;
    }
    const int blanks = (c->label - 2 - (int)strlen(p->label)) / 2;
    for (int y = s->y - 1; y <= s->y + 1; y++) {
        canvas_word(to, s->x, y, "[");
        canvas_word(to, side, y, "]");
    }
    canvas_word(to, s->x + 1 + blanks, s->y, p->label);
}

const char *circuit_sketch(const story *s, const numbers *n, expr_style style, int width)
{
    enum { INDENT = 2 };
    arena *a = s->arena;
    sketch k = { .story = s, .circuit = circuit_make(s, 0), .numbers = n };
    const int count = k.circuit->part_count;
    if (count == 0 || count > PARTS_MOST)
        return NULL;
    k.rank = arena_alloc(a, (size_t)count * sizeof *k.rank);
    k.ranks = circuit_ranks(k.circuit, k.rank);
    k.columns = arena_alloc(a, (size_t)k.ranks * sizeof *k.columns);
    for (int r = 0; r < k.ranks; r++)
        k.columns[r].spots = arena_alloc(a, (size_t)count * sizeof(spot));
    if (!make_columns(&k))
        return NULL;
    find_heights(&k);
    const int own = find_widths(&k);
    if (own + INDENT > width)
        return NULL;
    canvas *to = canvas_new(a, own + 2, k.height);
    for (int r = 0; r < k.ranks; r++)
        if (!draw_channel(&k, to, r))
            return NULL;
    for (int r = 0; r < k.ranks; r++)
        for (int i = 0; i < k.columns[r].count; i++)
            if (k.columns[r].spots[i].part != NOTHING)
                draw_part(&k, to, &k.columns[r], &k.columns[r].spots[i]);
    text t = { .arena = a };
    canvas_write(to, &t, INDENT, style == STYLE_UTF8);
    return t.at;
}
