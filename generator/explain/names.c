/* names.c - the words, names and numbers of formulas as text, TeX and MathML. */
#include <stdlib.h>
#include <string.h>

#include "explain/writer.h"
#include "graph/nest.h"

static const char *const words[][WORDS] = {
    [STYLE_ASCII] = { " + ", "-", "*", "*", "/", " ", "'", " < ", " <= ", " > ", " >= ", ", ", "(",
                      ")" },
    /* clang-format off */
    [STYLE_UTF8] = { " + ", "-", "·", "·", "/", " ", "ᵀ", " < ", " ≤ ", " > ", " ≥ ",
                     ", ", "(", ")" },
    /* clang-format on */
    [STYLE_TEX] = { " + ", "-", " \\odot ", "\\,", "/", "\\,", "^{\\top}", " < ", " \\le ", " > ",
                    " \\ge ", ", ", "\\left(", "\\right)" },
    [STYLE_MATHML] = { "<mo>+</mo>", "<mo>−</mo>", "<mo>⊙</mo>",
                       "<mo>⁢</mo><mspace width=\"0.17em\"/>", "<mo>/</mo>",
                       "<mspace width=\"1mm\"/>", "<mo>⊤</mo>", "<mo>&lt;</mo>", "<mo>≤</mo>",
                       "<mo>&gt;</mo>", "<mo>≥</mo>", "<mo>,</mo>", "<mo>(</mo>", "<mo>)</mo>" },
};

const char *writer_word(const writer *w, word which)
{
    return words[w->style][which];
}

bool writer_is_drawn(const writer *w)
{
    return w->style >= STYLE_TEX;
}

const char *writer_minus(const writer *w)
{
    return w->style == STYLE_MATHML ? "<mo>−</mo>" : " - ";
}

const char *writer_dot(const writer *w)
{
    return w->style == STYLE_MATHML ? "<mo>·</mo>" : " \\cdot ";
}

/* ---- names and numbers ---- */

/* i, ij, i+2 as MathML. */
static const char *drawn_index(const writer *w, const char *index)
{
    text t = { .arena = w->arena };
    for (; *index; index++)
        if (*index >= 'a')
            text_add(&t, "<mi>%c</mi>", *index);
        else if (*index == '+')
            text_add(&t, "<mo>+</mo>");
        else
            text_add(&t, "<mn>%c</mn>", *index);
    return t.at;
}

/* z1 is z with a 1 below; longer words stand upright. */
static const char *base_name(const writer *w, const char *named, const char *index)
{
    size_t digits = strspn(named + 1, "0123456789");
    const bool simple = named[0] && !named[1 + digits];
    const char *comma = simple && digits && *index ? "," : "";
    if (w->style == STYLE_TEX) {
        if (simple)
            return digits || *index
                       ? arena_printf(w->arena, "%c_{%s%s%s}", named[0], named + 1, comma, index)
                       : arena_printf(w->arena, "%c", named[0]);
        text t = { .arena = w->arena };
        text_add(&t, "\\mathrm{");
        for (const char *c = named; *c; c++)
            text_add(&t, *c == '_' ? "\\_" : "%c", *c);
        text_add(&t, *index ? "}_{%s}" : "}", index);
        return t.at;
    }
    const char *name = simple ? arena_printf(w->arena, "<mi>%c</mi>", named[0])
                              : arena_printf(w->arena, "<mi mathvariant=\"normal\">%s</mi>", named);
    const char *number = simple && digits ? arena_printf(w->arena, "<mn>%s</mn>", named + 1) : "";
    if (!*number && !*index)
        return name;
    if (*index)
        index = arena_printf(w->arena, "%s%s", *comma ? "<mo>,</mo>" : "", drawn_index(w, index));
    return arena_printf(w->arena, "<msub>%s<mrow>%s%s</mrow></msub>", name, number, index);
}

const char *writer_symbol(const writer *w, const symbol *s, const char *index)
{
    if (!s->by)
        return base_name(w, s->text, index);
    const bool moves = s->of && s->by->rows * s->by->cols == 1; /* its elements are those of z */
    const char *by = writer_symbol(w, s->by, moves ? "" : index);
    const char *of = s->of ? writer_symbol(w, s->of, moves ? index : "") : base_name(w, "loss", "");
    if (w->style == STYLE_TEX)
        return arena_printf(w->arena, "\\frac{\\partial %s}{\\partial %s}", of, by);
    return arena_printf(w->arena,
                        "<mfrac><mrow><mo>∂</mo>%s</mrow><mrow><mo>∂</mo>%s</mrow></mfrac>", of,
                        by);
}

void symbol_write(text *to, const symbol *s, expr_style style)
{
    const writer w = { to->arena, style, false };
    text_add(to, "%s", writer_is_drawn(&w) ? writer_symbol(&w, s, "") : s->text);
}

const char *writer_number(const writer *w, double value, int digits)
{
    const char *plain = arena_printf(w->arena, "%.*g", digits, value);
    if (!writer_is_drawn(w))
        return plain;
    const bool negative = *plain == '-';
    const char *e = strchr(plain, 'e');
    const char *mantissa = arena_printf(w->arena, "%.*s",
                                        (int)(e ? e - plain : (long)strlen(plain)) - negative,
                                        plain + negative);
    const long power = e ? strtol(e + 1, NULL, 10) : 0;
    const char *sign = negative ? writer_word(w, W_MINUS) : "";
    if (w->style == STYLE_TEX)
        return e ? arena_printf(w->arena, "%s%s\\cdot 10^{%ld}", sign, mantissa, power)
                 : arena_printf(w->arena, "%s%s", sign, mantissa);
    return e ? arena_printf(w->arena,
                            "%s<mn>%s</mn><mo>·</mo>"
                            "<msup><mn>10</mn><mn>%ld</mn></msup>",
                            sign, mantissa, power)
             : arena_printf(w->arena, "%s<mn>%s</mn>", sign, mantissa);
}

void expr_write_number(text *to, double value, expr_style style, int digits)
{
    const writer w = { to->arena, style, false };
    text_add(to, "%s", writer_number(&w, value, digits));
}

const char *writer_loops(const writer *w, const expr *e)
{
    const char *loops = nest_text(w->arena, e->loops, e->count, e->cols);
    if (w->style != STYLE_MATHML)
        return arena_printf(w->arena, w->style == STYLE_TEX ? ";\\ %s" : "; %s", loops);
    text t = { .arena = w->arena };
    text_add(&t, "<mtext>; ");
    for (const char *c = loops; *c; c++)
        text_add(&t, *c == '<' ? "&lt;" : "%c", *c);
    text_add(&t, "</mtext>");
    return t.at;
}
