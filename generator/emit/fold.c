/* fold.c - lines of code that fit. */
#include "emit/fold.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* What the @s of the code become, in columns. */
typedef struct widths {
    int prefix, real;
} widths;

static int width_at(const char *c, const widths *w)
{
    if (*c != '@')
        return 1;
    const bool is_real = !strncmp(c, "@real", 5) && !isalnum((unsigned char)c[5]) && c[5] != '_';
    return is_real ? w->real - 4 : w->prefix;
}

/* Columns up to and including the first parenthesis, if it is not too far to the right. */
static int margin_below(const char *code, const widths *w)
{
    enum { FARTHEST = 50, STEP = 4 };
    int column = 0;
    for (; *code && *code != '('; code++)
        column += width_at(code, w);
    return *code && column + 1 < FARTHEST ? column + 1 : STEP;
}

const char *fold_code(arena *a, int indent, const char *code, const char *prefix, const char *real)
{
    enum { COLUMNS = 99 };
    const widths w = { (int)strlen(prefix) + 1, (int)strlen(real) };
    const int later = indent + margin_below(code, &w);
    text lines = { .arena = a };
    for (int margin = indent, cut;; code += cut + 2, margin = later) {
        int column = margin;
        cut = 0;
        for (const char *c = code; *c && (column <= COLUMNS || !cut); c++) {
            column += width_at(c, &w);
            if (c[0] == ',' && c[1] == ' ' && column <= COLUMNS)
                cut = (int)(c - code);
        }
        text_add(&lines, "%*s", margin, "");
        if (!cut || column <= COLUMNS)
            break;
        text_add(&lines, "%.*s,\n", cut, code);
    }
    text_add(&lines, "%s", code);
    return lines.at;
}
