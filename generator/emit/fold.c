/* fold.c - the lines of a generated file. */
#include "emit/fold.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* ---- comments and directives ---- */

/* A line that is being folded. What follows a break stands below a margin: four blanks further
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
    size_t room = FOLD_COLUMNS - (is_escaped(f) ? 2 : 0);
    if (f->is_directive && f->comment >= f->rest) /* breaks in its comment */
        least = (size_t)(f->comment - f->rest) + 3;
    for (size_t at = least; at < f->size && f->columns + at <= room; at++) {
        if (f->rest[at] != ' ')
            continue;
        any = at;
        if (is_good_break(f->rest + at, is_formula))
            good = at;
    }
    return good > 0 && f->columns + good > FOLD_COLUMNS / 2 ? good : any;
}

/* The same of code without blanks, a call of a call: up to the last parenthesis that opens. */
static size_t parenthesis_of(const folding *f)
{
    size_t cut = 0;
    for (size_t at = 1; at < f->size && f->columns + at <= FOLD_COLUMNS && !f->in_comment; at++)
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

static void fold_words(text *out, const char *line, size_t size, bool in_comment, bool is_directive)
{
    folding f = { .rest = line,
                  .size = size,
                  .comment = last_comment(line, size),
                  .margin = margin_of(out->arena, line, in_comment),
                  .in_comment = in_comment,
                  .is_directive = is_directive };
    while (f.columns + f.size > FOLD_COLUMNS) {
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

/* ---- code ---- */

/* Where no place to break is good, any blank is. */
static void fold_line(text *out, const char *code)
{
    const char *lines = fold_statement(out->arena, code);
    for (size_t size; *lines; lines += size + (lines[size] == '\n')) {
        size = strcspn(lines, "\n");
        if (size > FOLD_COLUMNS)
            fold_words(out, lines, size, false, false);
        else
            text_add(out, "%.*s\n", (int)size, lines);
    }
}

/* Of static T f(...) { statement; } the brace and the statement stand on lines of their own. */
static void fold_code(text *out, const char *line, size_t size)
{
    arena *a = out->arena;
    const char *code = arena_printf(a, "%.*s", (int)size, line), *end = code + size - 2;
    const char *brace = strstr(code, ") { ");
    if (*code == ' ' || !brace || strcmp(end, " }") != 0) {
        fold_line(out, code);
        return;
    }
    fold_line(out, arena_printf(a, "%.*s", (int)(brace + 1 - code), code));
    text_add(out, "{\n");
    fold_line(out, arena_printf(a, "    %.*s", (int)(end - (brace + 4)), brace + 4));
    text_add(out, "}\n");
}

static bool has(const char *line, size_t size, const char *mark) /* of two characters */
{
    for (size_t at = 0; at + 1 < size; at++)
        if (!memcmp(line + at, mark, 2))
            return true;
    return false;
}

const char *fold_text(arena *a, const char *c, size_t *size)
{
    text out = { .arena = a };
    bool in_comment = false, in_directive = false, was_blank = false;
    for (const char *line = c, *next; *line; line = next) {
        size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n');
        in_directive = in_directive || *line == '#';
        const bool goes_on = in_directive && length > 0 && line[length - 1] == '\\';
        while (length > 0 && line[length - 1] == ' ')
            length--;
        const bool begins = has(line, length, "/*"), ends = has(line, length, "*/");
        if (length > FOLD_COLUMNS && (in_comment || in_directive || begins || ends))
            fold_words(&out, line, length, in_comment || line[strspn(line, " ")] == '/',
                       in_directive);
        else if (length > FOLD_COLUMNS)
            fold_code(&out, line, length);
        else if (length > 0 || !was_blank)
            text_add(&out, "%.*s\n", (int)length, line);
        was_blank = length == 0;
        in_comment = (in_comment || begins) && !ends;
        in_directive = goes_on;
    }
    *size = out.size;
    return out.at ? out.at : "";
}
