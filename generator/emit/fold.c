/* fold.c - lines of code that fit. */
#include "emit/fold.h"

#include <string.h>

#include "base/text.h"

/* Columns up to and including the first parenthesis, if it is not too far to the right. */
static int margin_below(const char *code, int prefix)
{
    enum { FARTHEST = 50, STEP = 4 };
    int column = 0;
    for (; *code && *code != '('; code++)
        column += *code == '@' ? prefix : 1;
    return *code && column + 1 < FARTHEST ? column + 1 : STEP;
}

const char *fold_code(arena *a, int indent, const char *code, int prefix)
{
    enum { COLUMNS = 99 };
    const int later = indent + margin_below(code, prefix);
    text lines = { .arena = a };
    for (int margin = indent, cut;; code += cut + 2, margin = later) {
        int column = margin;
        cut = 0;
        for (const char *c = code; *c && (column <= COLUMNS || !cut); c++) {
            column += *c == '@' ? prefix : 1;
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
