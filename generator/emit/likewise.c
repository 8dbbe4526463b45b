/* likewise.c - equations that come again and again, alike but for numbers that grow by equal steps,
 * are told twice; tests/mathematics/header.lua makes the others from these two again. */
#include "emit/likewise.h"

#include <ctype.h>
#include <stdbool.h>

/* z12, dx_1, x[3..8]: numbers in names, and of elements. */
static bool may_grow(const char *words, const char *c, bool in_name)
{
    return in_name || (c > words && c[-1] == '[') ||
           (c > words + 1 && c[-1] == '.' && c[-2] == '.');
}

static void take_line(like_lines *l, int line, const char *words)
{
    bool in_name = false;
    like_begin(l, line);
    for (const char *c = words; *c; c++) {
        const unsigned char letter = (unsigned char)*c;
        const bool is_padded = letter == '0' && isdigit((unsigned char)c[1]);
        if (isdigit(letter) && !is_padded && may_grow(words, c, in_name)) {
            c = like_number(l, line, c);
            continue;
        }
        /* 1e-08, 0x1p-3: what begins with a digit is no name */
        in_name = isalpha(letter) || letter == '_' || (in_name && isdigit(letter));
        in_name = in_name && (c == words || !isdigit((unsigned char)c[-1]) || !isalpha(letter));
        like_letter(l, line, *c);
    }
}

int likewise_find(arena *a, const char *const *lines, int count, likewise *to)
{
    like_lines all = like_lines_new(a, count);
    int found = 0;
    for (int i = 0; i < count; i++)
        take_line(&all, i, lines[i]);
    for (int i = 0; i < count; found++) {
        int rounds = 0;
        const int period = like_period(&all, i, count, &rounds);
        to[found] = period ? (likewise){ i, period, rounds } : (likewise){ i, 1, 1 };
        i += to[found].period * to[found].rounds;
    }
    return found;
}
