/* svg.c - the circuit drawn: from left to right by how far a gate is from the ends. */
#include <stdlib.h>
#include <string.h>

#include "explain/markup.h"
#include "explain/text.h"

enum {
    WIDE = 104,
    HIGH = 46,
    STEP_X = 240,
    STEP_Y = 78,
    MARGIN = 16,
    NUMBERS_MOST = 2,
    DIGITS = 3
};

typedef struct spot {
    int part;
    double y; /* first where it had best be, then where it is */
} spot;

typedef struct drawing {
    text *to;
    const story *story;
    const circuit *circuit;
    const numbers *numbers;
    int *rank;
    double *y;
    int ranks;
    double height;
} drawing;

static int by_height(const void *a, const void *b)
{
    const spot *p = a, *q = b;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->part - q->part;
}

/* Parts of a rank stand at the mean height of what they read, in that order. */
static void find_heights(drawing *d)
{
    const circuit *c = d->circuit;
    arena *a = d->story->arena;
    const size_t count = (size_t)c->part_count;
    spot *spots = arena_alloc(a, (count + 1) * sizeof *spots);
    double *sum = arena_alloc(a, (count + 1) * sizeof *sum);
    int *reads = arena_alloc(a, (count + 1) * sizeof *reads);
    int *start = arena_alloc(a, ((size_t)d->ranks + 2) * sizeof *start), *wire_of;
    int *next = arena_alloc(a, ((size_t)c->wire_count + 1) * sizeof *next);
    wire_of = arena_alloc(a, (count + 1) * sizeof *wire_of); /* + 1: the first that begins there */
    for (int i = c->wire_count - 1; i >= 0; i--) {
        next[i] = wire_of[c->wires[i].from];
        wire_of[c->wires[i].from] = i + 1;
    }
    for (int i = 0; i < c->part_count; i++)
        start[d->rank[i] + 1]++;
    for (int r = 0; r < d->ranks; r++)
        start[r + 1] += start[r];
    int *at = arena_alloc(a, ((size_t)d->ranks + 1) * sizeof *at);
    for (int i = 0; i < c->part_count; i++)
        spots[start[d->rank[i]] + at[d->rank[i]]++] = (spot){ i, 0 };
    for (int r = 0; r < d->ranks; r++) {
        const int in_rank = start[r + 1] - start[r];
        spot *own = spots + start[r];
        for (int k = 0; k < in_rank; k++) {
            const int i = own[k].part;
            own[k].y = reads[i] ? sum[i] / reads[i] : c->parts[i].is_leaf ? 1e6 + k : 0;
        }
        qsort(own, (size_t)in_rank, sizeof *own, by_height);
        for (int k = 0; k < in_rank; k++) {
            const int i = own[k].part;
            d->y[i] = MARGIN + HIGH / 2.0 + k * STEP_Y;
            d->height = d->y[i] + HIGH > d->height ? d->y[i] + HIGH : d->height;
            for (int w = wire_of[i]; w; w = next[w - 1]) {
                sum[c->wires[w - 1].to] += d->y[i];
                reads[c->wires[w - 1].to]++;
            }
        }
    }
}

static double x_of(const drawing *d, int i)
{
    return MARGIN + d->rank[i] * STEP_X;
}

static void draw_number(drawing *d, double x, double y, const char *of, ref value)
{
    const node *n = &d->story->derived->graph.nodes[value];
    const int count = n->rows * n->cols;
    text_add(d->to, "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">%s%s</text>\n", of, x, y,
             numbers_text(d->to->arena, d->numbers->of[value],
                          count < NUMBERS_MOST ? count : NUMBERS_MOST, NUMBERS_MOST, DIGITS),
             count > NUMBERS_MOST ? " …" : "");
}

static void draw_wire(drawing *d, const wire *w)
{
    const double x = x_of(d, w->from) + WIDE, y = d->y[w->from];
    const double to_x = x_of(d, w->to), to_y = d->y[w->to];
    const double reach = to_x > x ? (to_x - x) / 2 : STEP_X / 2.0;
    text_add(d->to,
             "<path d=\"M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f\" marker-end=\"url(#tip)\"/>\n", x,
             y, x + reach, y, to_x - reach, to_y, to_x - 1, to_y);
}

/* Where the wires of a part begin: its value above them, all that came back on them below. */
static void draw_numbers(drawing *d, int i, double x, double y)
{
    const ref value = d->circuit->parts[i].gate, gradient = d->story->adjoint[value];
    if (d->numbers && d->numbers->of[value])
        draw_number(d, x, y - 5, "value", value);
    if (d->numbers && gradient >= 0 && d->numbers->of[gradient])
        draw_number(d, x, y + 14, "gradient", gradient);
}

static void draw_part(drawing *d, int i)
{
    const part *p = &d->circuit->parts[i];
    const node *n = &d->story->derived->graph.nodes[p->gate];
    const double x = x_of(d, i), y = d->y[i];
    text_add(
        d->to,
        "<g id=\"g%d\" class=\"gate%s\" tabindex=\"0\"><rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" "
        "height=\"%d\" rx=\"%d\"/><text x=\"%.0f\" y=\"%.0f\">",
        i,
        p->is_leaf  ? " leaf"
        : p->is_end ? " end"
                    : "",
        x, y - HIGH / 2.0, WIDE, HIGH, p->is_leaf ? 4 : HIGH / 2, x + WIDE / 2.0, y - 3);
    markup_add(d->to, p->label);
    if (p->name) {
        text_add(d->to, p->is_leaf ? "" : " → ");
        markup_add(d->to, p->name);
    }
    text_add(d->to, "</text><text class=\"shape\" x=\"%.0f\" y=\"%.0f\">%d×%d</text></g>\n",
             x + WIDE / 2.0, y + 14, n->rows, n->cols);
    draw_numbers(d, i, x + WIDE + 5, y);
}

void circuit_svg(text *to, const story *s, const circuit *c, const numbers *n)
{
    const size_t count = (size_t)c->part_count + 1;
    drawing d = { .to = to,
                  .story = s,
                  .circuit = c,
                  .numbers = n,
                  .rank = arena_alloc(s->arena, count * sizeof(int)),
                  .y = arena_alloc(s->arena, count * sizeof(double)) };
    d.ranks = circuit_ranks(c, d.rank);
    find_heights(&d);
    const int width = 2 * MARGIN + d.ranks * STEP_X; /* the last has numbers behind it, too */
    text_add(to,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
             "viewBox=\"0 0 %d %.0f\" role=\"img\" "
             "aria-label=\"the circuit\"><defs><marker id=\"tip\" viewBox=\"0 0 6 6\" refX=\"6\" "
             "refY=\"3\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"tip\" "
             "d=\"M0 0L6 3L0 6z\"/></marker></defs>\n",
             width, d.height + MARGIN, width, d.height + MARGIN);
    for (int i = 0; i < c->wire_count; i++)
        draw_wire(&d, &c->wires[i]);
    for (int i = 0; i < c->part_count; i++)
        draw_part(&d, i);
    text_add(to, "</svg>\n");
}
