/* words.c - the words of a story in the signs of its formulas: x' and x*w as they are drawn. */
#include <ctype.h>
#include <string.h>

#include "explain/story.h"

static const struct signs {
    const char *transposed, *times, *of_elements;
} signs_of[] = {
    [STYLE_ASCII] = { "'", "*", "*" },
    [STYLE_UTF8] = { "ᵀ", "·", "·" },
    [STYLE_TEX] = { "$^{\\top}$", "$\\cdot$", "$\\odot$" },
    [STYLE_MATHML] = { "ᵀ", "·", "⊙" },
};

/* x', not exp' or ln'(a): those are derivatives. */
static bool is_transposed(const char *words, const char *at)
{
    const bool is_letter = at > words && isalpha((unsigned char)at[-1]);
    const bool alone = is_letter && (at - 1 == words || !isalpha((unsigned char)at[-2]));
    return *at == '\'' && alone && at[1] != '(';
}

const char *story_sign(const char *words, const char *at, expr_style style)
{
    static const char legend[] = "x*w multiplies";
    if (is_transposed(words, at))
        return signs_of[style].transposed;
    if (*at != '*')
        return NULL;
    return at > words && !strncmp(at - 1, legend, sizeof legend - 1) ? signs_of[style].of_elements
                                                                     : signs_of[style].times;
}
