/* repeat.c - equal layers and steps are told once: equations that come again and again, alike but
 * for the numbers in their names and of the elements they take, which grow by the same steps each
 * time. Two rounds stay; what follows is
 * said in a word that tests/explain/judge.lua unfolds again. */
#include <ctype.h>
#include <string.h>

#include "explain/story.h"

enum { ROUNDS_LEAST = 6, ROUNDS_KEPT = 2, PERIOD_MOST = 64 };

typedef struct likeness {
    uint64_t rest;    /* a hash of the line without those numbers; 0: it is no equation */
    int first, count; /* of the numbers */
    int layer;        /* which of them is that of a layer; NOTHING */
} likeness;

typedef struct rounds {
    const story *story;
    likeness *of; /* of each line */
    int *numbers;
    int number_count, number_capacity;
} rounds;

/* ---- a line without its numbers ---- */

/* z1, dloss_dw12: the number of a layer, where it stands there. */
static bool names_layer(const char *name, const char *digits)
{
    const char letter = digits[-1];
    return strchr("zhwb", letter) && (digits - 1 == name || digits[-2] == 'd');
}

/* Whether `before` stands just before c. */
static bool follows(const char *words, const char *c, const char *before)
{
    const size_t size = strlen(before);
    return (size_t)(c - words) >= size && !strncmp(c - size, before, size);
}

/* The digits at c are of elements that are taken: x[3..8]. */
static bool takes_elements(const char *words, const char *c)
{
    return follows(words, c, "..") ||
           (follows(words, c, "[") && !strncmp(c + strspn(c, "0123456789"), "..", 2));
}

/* The digits at c are of an equation: from (5), (3) and (2). */
static bool is_cited(const char *words, const char *c)
{
    return follows(words, c, "from (") || follows(words, c, "), (") || follows(words, c, ") and (");
}

static void take_words(rounds *r, likeness *own, const char *words, bool is_left)
{
    arena *a = r->story->arena;
    for (const char *c = words; *c; c++) {
        const bool named = c > words && (isalpha((unsigned char)c[-1]) || c[-1] == '_');
        const bool cited = is_cited(words, c);
        if (!isdigit((unsigned char)*c) || !(named || cited || takes_elements(words, c))) {
            own->rest = (own->rest ^ (unsigned char)*c) * 0x100000001b3u;
            continue;
        }
        int value = 0, digits = 0;
        if (is_left && own->layer == NOTHING && named && names_layer(words, c))
            own->layer = own->count;
        for (; digits < 9 && isdigit((unsigned char)c[digits]); digits++)
            value = value * 10 + (c[digits] - '0');
        c += digits - 1;
        own->rest = (own->rest ^ '#') * 0x100000001b3u;
        r->numbers = arena_grow(a, r->numbers, r->number_count, &r->number_capacity,
                                sizeof *r->numbers);
        r->numbers[r->number_count++] = value;
        own->count++;
    }
    own->rest = own->rest * 0x100000001b3u + 1;
}

static void take_line(rounds *r, int at)
{
    const line *l = &r->story->lines[at];
    arena *a = r->story->arena;
    likeness *own = &r->of[at];
    *own = (likeness){ 0, r->number_count, 0, NOTHING };
    if (l->kind != LINE_EQUATION)
        return;
    own->rest = 0xcbf29ce484222325u;
    take_words(r, own, l->left->text, true);
    for (int i = 0; i < l->right_count + (l->element != NULL); i++) {
        text t = { .arena = a };
        expr_write(&t, i < l->right_count ? l->right[i] : l->element, STYLE_ASCII, true);
        take_words(r, own, t.at, false);
    }
    take_words(r, own, l->words ? l->words : "", false);
    take_words(r, own, story_shapes(a, l), false);
}

/* ---- rounds ---- */

static bool is_alike(const rounds *r, int a, int b)
{
    return r->of[a].rest && r->of[a].rest == r->of[b].rest && r->of[a].count == r->of[b].count;
}

/* Whether line c follows b as b follows a. */
static bool goes_on(const rounds *r, int a, int b, int c)
{
    if (!is_alike(r, a, b) || !is_alike(r, b, c))
        return false;
    const int *x = r->numbers + r->of[a].first, *y = r->numbers + r->of[b].first,
              *z = r->numbers + r->of[c].first;
    for (int i = 0; i < r->of[a].count; i++)
        if (z[i] - y[i] != y[i] - x[i])
            return false;
    return true;
}

/* How many rounds of `period` lines begin at line `at`. */
static int count_rounds(const rounds *r, int at, int period, int end)
{
    int lines = 2 * period;
    while (at + lines < end && goes_on(r, at + lines - 2 * period, at + lines - period, at + lines))
        lines++;
    return lines / period;
}

static int find_period(const rounds *r, int at, int end, int *count)
{
    for (int period = 1; period <= PERIOD_MOST && at + ROUNDS_LEAST * period <= end; period++) {
        if (!goes_on(r, at, at + period, at + 2 * period))
            continue;
        *count = count_rounds(r, at, period, end);
        if (*count >= ROUNDS_LEAST)
            return period;
    }
    return 0;
}

static const char *in_words(const rounds *r, int at, int period, int count)
{
    const story *s = r->story;
    const line *first = &s->lines[at + ROUNDS_KEPT * period];
    const line *last = &s->lines[at + count * period - 1];
    int named = at; /* the first line that is of a layer */
    while (named < at + period && r->of[named].layer == NOTHING)
        named++;
    const likeness *own = &r->of[named];
    text t = { .arena = s->arena };
    text_add(&t, "... (%d) to (%d) likewise, %d a round", first->number, last->number, period);
    if (named < at + period) {
        const int *number = r->numbers + own->first + own->layer;
        const int step = r->numbers[r->of[named + period].first + own->layer] - *number;
        const int end = *number + (count - 1) * step;
        if (named > at && (step == 1 || step == -1))
            text_add(&t, ", on to layer %d", end);
        else if (step == 1 || step == -1)
            text_add(&t, ": layers %d to %d", *number + ROUNDS_KEPT * step, end);
    }
    text_add(&t, " (-v shows all)");
    return t.at;
}

void story_fold(story *s)
{
    const story old = *s;
    rounds r = { .story = &old };
    r.of = arena_alloc(s->arena, (size_t)s->count * sizeof *r.of);
    for (int i = 0; i < s->count; i++)
        take_line(&r, i);
    s->lines = NULL;
    s->count = s->capacity = 0;
    for (int i = 0, end = 0; i < old.count;) {
        for (; end <= i || (end < old.count && r.of[end].rest);)
            end++; /* equations in a row */
        int count = 0;
        const int period = find_period(&r, i, end, &count);
        const int kept = period ? ROUNDS_KEPT * period : 1;
        for (int k = 0; k < kept; k++)
            *story_add(s, LINE_WORDS, NULL) = old.lines[i + k];
        if (period)
            story_add(s, LINE_WORDS, in_words(&r, i, period, count));
        i += period ? count * period : 1;
    }
}
