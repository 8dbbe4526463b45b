/* fold_statement.c - a statement in lines that fit. */
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "emit/fold.h"

enum { DEEPEST = 32, TOO_LONG = 1000 };

/* Parentheses that are open, and the column behind each; what is deeper has none. */
typedef struct opened {
    int depth;
    size_t column[DEEPEST];
    char quote;
} opened;

static void pass(opened *o, const char *c, size_t column)
{
    if (o->quote) {
        o->quote = *c == o->quote && c[-1] != '\\' ? 0 : o->quote;
        return;
    }
    if (*c == '"' || *c == '\'')
        o->quote = *c;
    if (*c == '(') {
        if (o->depth < DEEPEST)
            o->column[o->depth] = column + 1;
        o->depth++;
    }
    if (*c == ')' && o->depth > 0)
        o->depth--;
}

/* How good it is to end a line before this blank: 2, 1, or not at all. */
static int break_at(const char *code, size_t at)
{
    const char before = code[at - 1], after = code[at + 1];
    if (before == ',' || before == ';')
        return 2;
    return before == '&' || before == '|' || before == '=' || after == '?' || after == ':';
}

/* The blank where the line from `start` ends: of the right half the last one with the fewest
 * parentheses open, after a comma rather than at an operator, else the last one; 0: none. */
static size_t cut_of(const char *code, size_t start, size_t column, opened o)
{
    size_t last = 0, best = 0;
    int least = 0;
    for (size_t at = start; code[at] && column <= FOLD_COLUMNS; at++, column++) {
        const int good = code[at] == ' ' && !o.quote && at > start ? break_at(code, at) : 0;
        const int cost = 2 * o.depth - good;
        last = good ? at : last;
        if (good && column > FOLD_COLUMNS / 2 && (!best || cost <= least)) {
            best = at;
            least = cost;
        }
        pass(&o, code + at, column);
    }
    return best ? best : last;
}

/* The same, going on below the last parenthesis that is open, or with a margin; how many lines. */
static int fold_at(text *lines, const char *code, bool below)
{
    const size_t indent = strspn(code, " ");
    opened o = { .depth = 0 };
    size_t start = indent, margin = indent;
    for (int count = 1;; count++) {
        const size_t cut = margin + strlen(code + start) > FOLD_COLUMNS
                               ? cut_of(code, start, margin, o)
                               : 0;
        text_add(lines, "%*s", (int)margin, "");
        if (!cut) {
            text_add(lines, "%s", code + start);
            return margin + strlen(code + start) > FOLD_COLUMNS ? TOO_LONG : count;
        }
        text_add(lines, "%.*s\n", (int)(cut - start), code + start);
        for (size_t at = start; at < cut; at++)
            pass(&o, code + at, margin + (at - start));
        const bool near = below && o.depth > 0 && o.depth <= DEEPEST;
        margin = near ? o.column[o.depth - 1] : indent + 4;
        start = cut + 1;
    }
}

const char *fold_statement(arena *a, const char *code)
{
    text below = { .arena = a }, inward = { .arena = a };
    const int lines = fold_at(&below, code, true);
    const bool is_longer = fold_at(&inward, code, false) >= lines;
    return is_longer && lines < TOO_LONG ? below.at : inward.at;
}
