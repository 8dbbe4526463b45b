/* canvas.c - lines and words on a grid of characters. */
#include "explain/canvas.h"

#include <string.h>

enum { WEST = 1, EAST = 2, NORTH = 4, SOUTH = 8 };

typedef struct cell {
    char letter;
    unsigned char ends; /* where its lines go */
    int across, down;   /* the nets of its lines */
} cell;

struct canvas {
    int width, height;
    cell *cells;
};

canvas *canvas_new(arena *a, int width, int height)
{
    canvas *c = arena_alloc(a, sizeof *c);
    *c = (canvas){ width, height, NULL };
    c->cells = arena_alloc(a, (size_t)width * (size_t)height * sizeof *c->cells);
    return c;
}

static cell *at(const canvas *c, int x, int y)
{
    return &c->cells[y * c->width + x];
}

void canvas_across(canvas *c, int net, int y, int from_x, int to_x)
{
    for (int x = from_x; x <= to_x; x++) {
        cell *own = at(c, x, y);
        own->ends |= (unsigned char)((x > from_x ? WEST : 0) | (x < to_x ? EAST : 0));
        own->across = net;
    }
}

void canvas_down(canvas *c, int net, int x, int from_y, int to_y)
{
    for (int y = from_y; y <= to_y; y++) {
        cell *own = at(c, x, y);
        own->ends |= (unsigned char)((y > from_y ? NORTH : 0) | (y < to_y ? SOUTH : 0));
        own->down = net;
    }
}

void canvas_word(canvas *c, int x, int y, const char *word)
{
    for (; *word && x < c->width; word++, x++)
        at(c, x, y)->letter = *word;
}

static const char *drawn(const cell *of, bool is_utf8)
{
    static const char *const lines[16] = { " ", "─", "─", "─", "│", "┘", "└", "┴",
                                           "│", "┐", "┌", "┬", "│", "┤", "├", "┼" };
    const bool goes_across = of->ends & (WEST | EAST), goes_down = of->ends & (NORTH | SOUTH);
    if (goes_across && goes_down && of->across != of->down)
        return is_utf8 ? "│" : "|"; /* in front of the other */
    if (is_utf8)
        return lines[of->ends];
    return goes_across && goes_down ? "+" : goes_across ? "-" : goes_down ? "|" : " ";
}

void canvas_write(const canvas *c, text *to, int indent, bool is_utf8)
{
    for (int y = 0; y < c->height; y++) {
        int end = c->width;
        while (end > 0 && !at(c, end - 1, y)->letter && !at(c, end - 1, y)->ends)
            end--;
        text_add(to, "%*s", end ? indent : 0, "");
        for (int x = 0; x < end; x++) {
            const cell *of = at(c, x, y);
            text_add(to, of->letter ? "%.1s" : "%s", of->letter ? &of->letter : drawn(of, is_utf8));
        }
        text_add(to, "\n");
    }
}
