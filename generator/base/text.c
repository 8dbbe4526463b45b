/* text.c - text that grows, and is folded. */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

void text_add_bytes(text *t, const char *bytes, size_t size)
{
    if (t->size + size + 1 > t->capacity) {
        size_t capacity = 2 * (t->size + size + 1);
        char *at = arena_alloc(t->arena, capacity);
        if (t->size)
            memcpy(at, t->at, t->size);
        t->at = at;
        t->capacity = capacity;
    }
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = 0;
}

void text_add(text *t, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *line = arena_alloc(t->arena, (size_t)length + 1);
    vsnprintf(line, (size_t)length + 1, format, again);
    va_end(again);
    text_add_bytes(t, line, (size_t)length);
}

/* ---- folding ---- */

enum { COLUMNS = 100 };

/* The blank to break a line at, after `least` columns: the last one before an operator or (code)
 * after a comma, else the last one; 0: none. A directive breaks in its comment alone. */
static size_t break_of(const char *line, size_t size, size_t least)
{
    const char *comment = strstr(line, "/*");
    bool is_formula = comment || line[strspn(line, " ")] == '*';
    if (*line == '#') {
        least = comment ? (size_t)(comment - line) + 3 : size;
    }
    size_t any = 0, good = 0;
    for (size_t at = least; at < size && at <= COLUMNS; at++) {
        if (line[at] != ' ')
            continue;
        any = at;
        if (is_formula ? line[at + 1] == '+' || line[at + 1] == '-' : line[at - 1] == ',')
            good = at;
    }
    return good > COLUMNS / 2 ? good : any;
}

/* One line. What follows a break stands below the text of a comment, or a step further in. */
static void fold_line(text *out, const char *line, size_t size)
{
    while (size > 0 && line[size - 1] == ' ')
        size--;
    const char *first = line + strspn(line, " ");
    const char *step = !strncmp(first, "* ", 2) ? "*   "
                       : !strncmp(first, "/*", 2) ? "   " : "    ";
    const char *margin = arena_printf(out->arena, "%.*s%s", (int)(first - line), line, step);
    for (size_t cut; size > COLUMNS && (cut = break_of(line, size, strlen(margin) + 1)) > 0;) {
        text_add(out, "%.*s\n", (int)cut, line);
        line = arena_printf(out->arena, "%s%.*s", margin, (int)(size - cut - 1), line + cut + 1);
        size = strlen(line);
    }
    text_add(out, "%.*s\n", (int)size, line);
}

const char *text_fold(arena *a, const char *c, size_t *size)
{
    text out = { .arena = a };
    while (*c) {
        size_t line = strcspn(c, "\n");
        if (line > COLUMNS || (line > 0 && c[line - 1] == ' '))
            fold_line(&out, c, line);
        else
            text_add(&out, "%.*s\n", (int)line, c);
        c += line + (c[line] == '\n');
    }
    *size = out.size;
    return out.at ? out.at : "";
}
