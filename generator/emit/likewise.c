/* likewise.c - equations that come again and again, alike but for numbers that grow by equal steps,
 * are told twice; tests/mathematics/header.lua makes the others from these two again. */
#include "emit/likewise.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { TOLD_LEAST = 6, LINES_MOST = 64 };

typedef struct likeness {
    uint64_t rest;    /* a hash of the equation without those numbers */
    int first, count; /* of the numbers */
} likeness;

typedef struct rounds_of_lines {
    likeness *of; /* of each equation */
    int *numbers;
    int number_count, number_capacity;
} rounds_of_lines;

/* z12, dx_1, x[3..8]: numbers in names, and of elements. */
static bool may_grow(const char *words, const char *c, bool in_name)
{
    return in_name || (c > words && c[-1] == '[') ||
           (c > words + 1 && c[-1] == '.' && c[-2] == '.');
}

static void take_line(arena *a, rounds_of_lines *r, const char *words, likeness *own)
{
    bool in_name = false;
    *own = (likeness){ 0xcbf29ce484222325u, r->number_count, 0 };
    for (const char *c = words; *c; c++) {
        const unsigned char letter = (unsigned char)*c;
        const bool is_padded = letter == '0' && isdigit((unsigned char)c[1]);
        if (!isdigit(letter) || is_padded || !may_grow(words, c, in_name)) {
            /* 1e-08, 0x1p-3: what begins with a digit is no name */
            in_name = isalpha(letter) || letter == '_' || (in_name && isdigit(letter));
            in_name = in_name && (c == words || !isdigit((unsigned char)c[-1]) || !isalpha(letter));
            own->rest = (own->rest ^ letter) * 0x100000001b3u;
            continue;
        }
        int value = 0, digits = 0;
        for (; digits < 9 && isdigit((unsigned char)c[digits]); digits++)
            value = value * 10 + (c[digits] - '0');
        c += digits - 1;
        own->rest = (own->rest ^ '#') * 0x100000001b3u;
        r->numbers = arena_grow(a, r->numbers, r->number_count, &r->number_capacity,
                                sizeof *r->numbers);
        r->numbers[r->number_count++] = value;
        own->count++;
    }
}

static bool goes_on(const rounds_of_lines *r, int a, int b, int c)
{
    const likeness *of = r->of;
    if (of[a].rest != of[b].rest || of[b].rest != of[c].rest || of[a].count != of[b].count ||
        of[b].count != of[c].count)
        return false;
    const int *x = r->numbers + of[a].first, *y = r->numbers + of[b].first,
              *z = r->numbers + of[c].first;
    for (int i = 0; i < of[a].count; i++)
        if (z[i] - y[i] != y[i] - x[i])
            return false;
    return true;
}

/* The period that begins with equation `at`, and how many rounds it has; 0: there is none. */
static int find_period(const rounds_of_lines *r, int at, int end, int *rounds)
{
    for (int period = 1; period <= LINES_MOST && at + TOLD_LEAST * period <= end; period++) {
        int i = at + 2 * period;
        while (i < end && goes_on(r, i - 2 * period, i - period, i))
            i++;
        *rounds = (i - at) / period;
        if (*rounds >= TOLD_LEAST)
            return period;
    }
    return 0;
}

int likewise_find(arena *a, const char *const *lines, int count, likewise *to)
{
    rounds_of_lines r = { .of = arena_alloc(a, ((size_t)count + 1) * sizeof *r.of) };
    int found = 0;
    for (int i = 0; i < count; i++)
        take_line(a, &r, lines[i], &r.of[i]);
    for (int i = 0; i < count; found++) {
        int rounds = 0;
        const int period = find_period(&r, i, count, &rounds);
        to[found] = period ? (likewise){ i, period, rounds } : (likewise){ i, 1, 1 };
        i += to[found].period * to[found].rounds;
    }
    return found;
}
