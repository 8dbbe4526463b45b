/* repeat.c - equal layers and steps are told once: equations that come again and again, alike but
 * for the numbers in their names and of the elements they take, which grow by the same steps each
 * time. Two rounds stay; what follows is said in a word that tests/explain/judge.lua unfolds. */
#include <ctype.h>
#include <string.h>

#include "base/likeness.h"
#include "explain/story.h"

typedef struct rounds {
    const story *story;
    like_lines lines;
    int *layer; /* of each line: which of its numbers is that of a layer; NOTHING */
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

static void take_words(rounds *r, int at, const char *words, bool is_left)
{
    for (const char *c = words; *c; c++) {
        const bool named = c > words && (isalpha((unsigned char)c[-1]) || c[-1] == '_');
        const bool cited = is_cited(words, c);
        if (!isdigit((unsigned char)*c) || !(named || cited || takes_elements(words, c))) {
            like_letter(&r->lines, at, *c);
            continue;
        }
        if (is_left && r->layer[at] == NOTHING && named && names_layer(words, c))
            r->layer[at] = r->lines.of[at].count;
        c = like_number(&r->lines, at, c);
    }
    like_letter(&r->lines, at, '\n');
}

static void take_line(rounds *r, int at)
{
    const line *l = &r->story->lines[at];
    arena *a = r->story->arena;
    r->layer[at] = NOTHING;
    if (l->kind != LINE_EQUATION)
        return;
    like_begin(&r->lines, at);
    take_words(r, at, l->left->text, true);
    for (int i = 0; i < l->right_count + (l->element != NULL); i++) {
        text t = { .arena = a };
        expr_write(&t, i < l->right_count ? l->right[i] : l->element, STYLE_ASCII, true);
        take_words(r, at, t.at, false);
    }
    take_words(r, at, l->words ? l->words : "", false);
    take_words(r, at, story_shapes(a, l), false);
}

/* ---- rounds ---- */

static const char *in_words(const rounds *r, int at, int period, int count)
{
    const story *s = r->story;
    const line *first = &s->lines[at + ROUNDS_TOLD * period];
    const line *last = &s->lines[at + count * period - 1];
    int named = at; /* the first line that is of a layer */
    while (named < at + period && r->layer[named] == NOTHING)
        named++;
    text t = { .arena = s->arena };
    text_add(&t, "... (%d) to (%d) likewise, %d a round", first->number, last->number, period);
    if (named < at + period) {
        const int number = like_number_of(&r->lines, named, r->layer[named]);
        const int step = like_number_of(&r->lines, named + period, r->layer[named]) - number;
        const int end = number + (count - 1) * step;
        if (named > at && (step == 1 || step == -1))
            text_add(&t, ", on to layer %d", end);
        else if (step == 1 || step == -1)
            text_add(&t, ": layers %d to %d", number + ROUNDS_TOLD * step, end);
    }
    text_add(&t, " (-v shows all)");
    return t.at;
}

void story_fold(story *s)
{
    const story old = *s;
    rounds r = { &old, like_lines_new(s->arena, s->count),
                 arena_alloc(s->arena, ((size_t)s->count + 1) * sizeof *r.layer) };
    for (int i = 0; i < s->count; i++)
        take_line(&r, i);
    const likeness *of = r.lines.of;
    s->lines = NULL;
    s->count = s->capacity = 0;
    for (int i = 0, end = 0; i < old.count;) {
        while (end <= i || (old.count > end && of[end].rest))
            end++; /* equations in a row */
        int count = 0;
        const int period = like_period(&r.lines, i, end, &count);
        const int kept = period ? ROUNDS_TOLD * period : 1;
        for (int k = 0; k < kept; k++)
            *story_add(s, LINE_WORDS, NULL) = old.lines[i + k];
        if (period)
            story_add(s, LINE_WORDS, in_words(&r, i, period, count));
        i += period ? count * period : 1;
    }
}
