/* likeness.c - rounds of lines that are alike but for their numbers. */
#include "base/likeness.h"

#include <ctype.h>
#include <stdbool.h>

enum { ROUNDS_LEAST = 6, PERIOD_MOST = 64 };

like_lines like_lines_new(arena *a, int count)
{
    like_lines l = { .arena = a };
    l.of = arena_alloc(a, ((size_t)count + 1) * sizeof *l.of);
    return l;
}

void like_begin(like_lines *l, int line)
{
    l->of[line] = (likeness){ 0xcbf29ce484222325u, l->number_count, 0 };
}

void like_letter(like_lines *l, int line, char letter)
{
    l->of[line].rest = (l->of[line].rest ^ (unsigned char)letter) * 0x100000001b3u;
}

const char *like_number(like_lines *l, int line, const char *c)
{
    int value = 0, digits = 0;
    for (; digits < 9 && isdigit((unsigned char)c[digits]); digits++)
        value = value * 10 + (c[digits] - '0');
    like_letter(l, line, '#');
    l->numbers = arena_grow(l->arena, l->numbers, l->number_count, &l->number_capacity,
                            sizeof *l->numbers);
    l->numbers[l->number_count++] = value;
    l->of[line].count++;
    return c + digits - 1;
}

int like_number_of(const like_lines *l, int line, int i)
{
    return l->numbers[l->of[line].first + i];
}

static bool are_alike(const likeness *a, const likeness *b)
{
    return a->rest && a->rest == b->rest && a->count == b->count;
}

/* Whether line c follows b as b follows a. */
static bool goes_on(const like_lines *l, int a, int b, int c)
{
    bool on = are_alike(&l->of[a], &l->of[b]) && are_alike(&l->of[b], &l->of[c]);
    for (int i = 0; on && i < l->of[a].count; i++)
        on = like_number_of(l, c, i) - like_number_of(l, b, i) ==
             like_number_of(l, b, i) - like_number_of(l, a, i);
    return on;
}

int like_period(const like_lines *l, int at, int end, int *rounds)
{
    for (int period = 1; period <= PERIOD_MOST && at + ROUNDS_LEAST * period <= end; period++) {
        int i = at + 2 * period;
        while (i < end && goes_on(l, i - 2 * period, i - period, i))
            i++;
        *rounds = (i - at) / period;
        if (*rounds >= ROUNDS_LEAST)
            return period;
    }
    return 0;
}
