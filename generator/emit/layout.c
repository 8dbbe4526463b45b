/* layout.c - the lines of a generated file: joined, broken, and what of them is too many. */
#include "emit/layout.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "emit/fold.h"

typedef struct line {
    const char *at; /* not terminated */
    size_t size;
} line;

typedef struct lines {
    arena *arena;
    line *at;
    int count, capacity;
} lines;

enum { JOINED_MOST = 4000 };

static void add(lines *all, const char *at, size_t size)
{
    all->at = arena_grow(all->arena, all->at, all->count, &all->capacity, sizeof *all->at);
    all->at[all->count++] = (line){ at, size };
}

static lines lines_of(arena *a, const char *c)
{
    lines all = { .arena = a };
    while (*c) {
        const size_t size = strcspn(c, "\n");
        add(&all, c, size);
        c += size + (c[size] == '\n');
    }
    return all;
}

static size_t blanks(const line *l)
{
    size_t count = 0;
    while (count < l->size && l->at[count] == ' ')
        count++;
    return count;
}

static bool begins(const line *l, const char *with)
{
    const size_t from = blanks(l), size = strlen(with);
    return l->size >= from + size && !memcmp(l->at + from, with, size);
}

static bool ends(const line *l, const char *with)
{
    const size_t size = strlen(with);
    return l->size >= size && !memcmp(l->at + l->size - size, with, size);
}

static bool has(const line *l, const char *what)
{
    const char *at = l->at, *end = l->at + l->size;
    while ((at = memchr(at, *what, (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) >= strlen(what) && !memcmp(at, what, strlen(what)))
            return true;
        at++;
    }
    return false;
}

static bool is(const line *l, const char *what)
{
    return l->size == strlen(what) && !memcmp(l->at, what, l->size);
}

/* ---- statements of several lines ---- */

/* Parentheses that a line of code opens and does not close. */
static int depth_of(const line *l)
{
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < l->size; i++) {
        const char c = l->at[i];
        if (quote && c == '\\')
            i++;
        else if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else
            depth += (c == '(') - (c == ')');
    }
    return depth;
}

/* Code alone: no comment, no directive or part of one, no text. */
static bool is_code(const line *l)
{
    return l->size > 0 && !begins(l, "#") && !ends(l, "\\") && !has(l, "/*") && !has(l, "*/") &&
           !has(l, "\"");
}

/* How many lines from i on are one statement that was broken within parentheses. */
static int broken(const lines *all, int i)
{
    int depth = 0, count = 0;
    size_t size = 0;
    do {
        if (i + count >= all->count || !is_code(&all->at[i + count]))
            return 1;
        depth += depth_of(&all->at[i + count]);
        size += all->at[i + count++].size;
    } while (depth > 0 && size < JOINED_MOST);
    return depth == 0 ? count : 1;
}

static const char *joined(arena *a, const line *from, int count)
{
    text t = { .arena = a };
    text_add_bytes(&t, from->at, from->size);
    for (int k = 1; k < count; k++) {
        const size_t margin = blanks(&from[k]);
        text_add(&t, "%s", t.at[t.size - 1] == '(' ? "" : " ");
        text_add_bytes(&t, from[k].at + margin, from[k].size - margin);
    }
    return t.at;
}

static lines statements(const lines *from)
{
    lines to = { .arena = from->arena };
    bool in_comment = false;
    for (int i = 0, count; i < from->count; i += count) {
        const line *l = &from->at[i];
        in_comment = (in_comment || has(l, "/*")) && !has(l, "*/");
        count = in_comment ? 1 : broken(from, i);
        if (in_comment || !is_code(l) || (count == 1 && l->size <= FOLD_COLUMNS) ||
            depth_of(l) == 0) {
            add(&to, l->at, l->size);
            count = 1;
            continue;
        }
        const char *code = joined(from->arena, l, count);
        lines folded = lines_of(from->arena, fold_statement(from->arena, code));
        for (int k = 0; k < folded.count; k++)
            add(&to, folded.at[k].at, folded.at[k].size);
    }
    return to;
}

/* ---- short functions, braces, blank lines ---- */

/* static T f(...) { statement; }, where that is a line; NULL: it is none. */
static const char *short_function(const lines *from, int i)
{
    const line *l = &from->at[i];
    if (i + 3 >= from->count || !begins(l, "static ") || l->at[0] == ' ' || !ends(l, ")") ||
        !is(l + 1, "{") || !is(l + 3, "}") || !is_code(l + 2) || !ends(l + 2, ";"))
        return NULL;
    const line *s = l + 2;
    const size_t margin = blanks(s);
    if (l->size + s->size - margin + 5 > FOLD_COLUMNS)
        return NULL;
    return arena_printf(from->arena, "%.*s { %.*s }", (int)l->size, l->at, (int)(s->size - margin),
                        s->at + margin);
}

/* Neighbours of one line each need no blank line between them, unless a comment is of the first. */
static lines short_functions(const lines *from)
{
    lines to = { .arena = from->arena };
    bool was_short = false;
    for (int i = 0; i < from->count; i++) {
        const char *whole = short_function(from, i);
        const line *l = &from->at[i];
        const bool is_blank = l->size == 0;
        if (is_blank && to.count > 0 && to.at[to.count - 1].size == 0)
            continue;
        if (is_blank && was_short && i + 1 < from->count && short_function(from, i + 1))
            continue;
        was_short = whole && !(to.count > 0 && ends(&to.at[to.count - 1], "*/"));
        add(&to, whole ? whole : l->at, whole ? strlen(whole) : l->size);
        i += whole ? 3 : 0;
    }
    return to;
}

/* Where the brace is that ends the head of a loop or condition, with or without a comment after it;
 * 0: the line is no such head. */
static size_t brace_of(const line *l)
{
    const bool is_head = begins(l, "if (") || begins(l, "for (") || has(l, " for (");
    for (size_t i = l->size; is_head && i >= 3; i--)
        if (!memcmp(l->at + i - 3, ") {", 3))
            return i == l->size || (!memcmp(l->at + i, " /*", 3) && ends(l, "*/")) ? i - 1 : 0;
    return 0;
}

/* The line of the brace that closes what line i opens, if all between is one statement; else 0. */
static int closing_of(const lines *from, int i)
{
    const size_t margin = blanks(&from->at[i]);
    for (int k = i + 1; k < from->count; k++) {
        const line *l = &from->at[k];
        if (k > i + 1 && blanks(l) == margin && l->size == margin + 1 && l->at[margin] == '}')
            return ends(l - 1, ";") && (k + 1 == from->count || !begins(l + 1, "else")) ? k : 0;
        const bool ended = k > i + 1 && ends(l - 1, ";");
        if (ended || !is_code(l) || blanks(l) <= margin || has(l, "{") || has(l, "}") ||
            begins(l, "else") || begins(l, "do"))
            return 0;
    }
    return 0;
}

static lines without_braces(const lines *from)
{
    lines to = { .arena = from->arena };
    for (int i = 0; i < from->count; i++) {
        const line *l = &from->at[i];
        const size_t brace = brace_of(l);
        const int closing = brace ? closing_of(from, i) : 0;
        if (!closing) {
            add(&to, l->at, l->size);
            continue;
        }
        const char *head = arena_printf(from->arena, "%.*s%.*s", (int)brace - 1, l->at,
                                        (int)(l->size - brace - 1), l->at + brace + 1);
        add(&to, head, strlen(head));
        for (int k = i + 1; k < closing; k++)
            add(&to, from->at[k].at, from->at[k].size);
        i = closing;
    }
    return to;
}

const char *layout_text(arena *a, const char *c)
{
    lines all = lines_of(a, c);
    all = statements(&all);
    all = short_functions(&all);
    all = without_braces(&all); /* of the innermost, */
    all = without_braces(&all); /* then of what is around them */
    text out = { .arena = a };
    for (int i = 0; i < all.count; i++) {
        text_add_bytes(&out, all.at[i].at, all.at[i].size);
        text_add_bytes(&out, "\n", 1);
    }
    return out.at ? out.at : "";
}
