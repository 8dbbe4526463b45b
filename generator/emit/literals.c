/* literals.c - numbers as C. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/writer.h"

/* The shortest decimal that reads back as the same float. */
static const char *float_text(arena *a, float value)
{
    char digits[32];
    for (int precision = 1; precision <= 9; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, (double)value);
        if (strtof(digits, NULL) == value)
            break;
    }
    return arena_printf(a, strpbrk(digits, ".en") ? "%s" : "%s.0", digits);
}

const char *real_literal(arena *a, double value, bool is_double)
{
    if (isinf(value))
        return value < 0 ? "-@REAL_INFINITY" : "@REAL_INFINITY";
    if (isnan(value))
        return "@REAL_NAN";
    const char *digits = is_double ? number_text(a, value) : float_text(a, (float)value);
    return arena_printf(a, "%s%s", digits, is_double ? "" : "f");
}
