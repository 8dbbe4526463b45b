/* text.c - text that grows, and is folded. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes room for `size` bytes more, and the end. */
static void reserve(text *t, size_t size)
{
    enum { LONG = 16 * 1024 };
    if (t->size + size + 1 <= t->capacity)
        return;
    const size_t capacity = 2 * (t->size + size + 1);
    const bool was_block = t->is_block;
    char *at = t->at;
    t->is_block = capacity > LONG;
    if (t->is_block)
        t->at = arena_resize(t->arena, was_block ? at : NULL, capacity);
    else
        t->at = arena_alloc(t->arena, capacity);
    if (t->size && !was_block)
        memcpy(t->at, at, t->size);
    t->capacity = capacity;
}

void text_add_bytes(text *t, const char *bytes, size_t size)
{
    reserve(t, size);
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = 0;
}

void text_add(text *t, const char *format, ...)
{
    enum { LIKELY = 64 };
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    reserve(t, LIKELY);
    size_t length = (size_t)vsnprintf(t->at + t->size, t->capacity - t->size, format, arguments);
    va_end(arguments);
    if (t->size + length >= t->capacity) {
        reserve(t, length);
        vsnprintf(t->at + t->size, length + 1, format, again);
    }
    va_end(again);
    t->size += length;
}

/* ---- folding ---- */

enum { COLUMNS = 100 };

/* A line of C that is being folded. What follows a break stands below a margin: four blanks further
 * in than the line, or than the text of a comment. */
typedef struct folding {
    const char *rest; /* what is not written yet */
    size_t size;
    const char *comment; /* the last one of the line, or NULL */
    const char *margin;
    size_t columns;    /* of the margin; 0 before the first break */
    bool in_comment;   /* the line begins in one */
    bool is_directive; /* of the preprocessor, or what a backslash carries on */
} folding;

static const char *margin_of(arena *a, const char *line, bool in_comment)
{
    size_t blanks = strspn(line, " "), star = line[blanks] == '*';
    size_t inner = in_comment ? strspn(line + blanks + 1 + !star, " ") + !star : 0;
    size_t further = star ? inner + 4 : in_comment ? inner + 1 : 4;
    return arena_printf(a, "%.*s%s%*s", (int)blanks, line, star ? "*" : "", (int)further, "");
}

/* Whether a line is well broken at the blank: before an operator of a formula, after an item of a
 * list of shapes, or after a comma of code. */
static bool is_good_break(const char *blank, bool is_formula)
{
    if (!is_formula)
        return blank[-1] == ',';
    return blank[1] == '+' || blank[1] == '-' || (blank[-1] == ',' && blank[-2] == ']');
}

/* Whether a break wants a backslash: a directive's, but in its comment. */
static bool is_escaped(const folding *f)
{
    return f->is_directive && !f->comment;
}

/* How much of the rest stays on this line: up to the last good break, else up to the last blank;
 * 0: there is none. */
static size_t break_of(const folding *f)
{
    bool is_formula = f->in_comment || (f->comment && f->comment >= f->rest);
    size_t least = f->columns ? 1 : strlen(f->margin) + 1, any = 0, good = 0;
    size_t room = COLUMNS - (is_escaped(f) ? 2 : 0);
    if (f->is_directive && f->comment >= f->rest) /* breaks in its comment */
        least = (size_t)(f->comment - f->rest) + 3;
    for (size_t at = least; at < f->size && f->columns + at <= room; at++) {
        if (f->rest[at] != ' ')
            continue;
        any = at;
        if (is_good_break(f->rest + at, is_formula))
            good = at;
    }
    return good > 0 && f->columns + good > COLUMNS / 2 ? good : any;
}

/* The same of code without blanks, a call of a call: up to the last parenthesis that opens. */
static size_t parenthesis_of(const folding *f)
{
    size_t cut = 0;
    for (size_t at = 1; at < f->size && f->columns + at <= COLUMNS && !f->in_comment; at++)
        if (f->rest[at - 1] == '(')
            cut = at;
    return is_escaped(f) ? 0 : cut;
}

static const char *last_comment(const char *line, size_t size)
{
    for (size_t at = size; at >= 2; at--)
        if (line[at - 2] == '/' && line[at - 1] == '*')
            return line + at - 2;
    return NULL;
}

static void add_line(text *out, const folding *f, size_t size, const char *end)
{
    text_add_bytes(out, f->margin, f->columns);
    text_add_bytes(out, f->rest, size);
    text_add(out, "%s", end);
}

static void fold_line(text *out, const char *line, size_t size, bool carries_on)
{
    while (size > 0 && line[size - 1] == ' ')
        size--;
    if (size <= COLUMNS) {
        text_add_bytes(out, line, size);
        text_add_bytes(out, "\n", 1);
        return;
    }
    const char *first = line + strspn(line, " ");
    bool in_comment = !strncmp(first, "* ", 2) || !strncmp(first, "/*", 2);
    folding f = { .rest = line,
                  .size = size,
                  .comment = last_comment(line, size),
                  .margin = margin_of(out->arena, line, in_comment),
                  .in_comment = in_comment,
                  .is_directive = carries_on || *line == '#' };
    while (f.columns + f.size > COLUMNS) {
        size_t cut = break_of(&f), blank = cut > 0;
        cut = blank ? cut : parenthesis_of(&f);
        if (cut == 0)
            break;
        size_t kept = cut, skipped = cut + blank;
        while (kept > 1 && f.rest[kept - 1] == ' ')
            kept--;
        while (skipped < f.size && f.rest[skipped] == ' ')
            skipped++;
        add_line(out, &f, kept, is_escaped(&f) ? " \\\n" : "\n");
        f.rest += skipped;
        f.size -= skipped;
        f.columns = strlen(f.margin);
    }
    add_line(out, &f, f.size, "\n");
}

const char *text_fold(arena *a, const char *c, size_t *size)
{
    text out = { .arena = a };
    bool carries_on = false;
    while (*c) {
        size_t line = strcspn(c, "\n");
        fold_line(&out, c, line, carries_on);
        carries_on = line > 0 && c[line - 1] == '\\';
        c += line + (c[line] == '\n');
    }
    *size = out.size;
    return out.at ? out.at : "";
}
