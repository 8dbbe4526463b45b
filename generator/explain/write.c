/* write.c - a formula as text, TeX or MathML. The text is of the grammar of emit/mathematics.h,
 * with elements, x[i,j] or x[i+2], and sums over them, sum_i(...). */
#include <string.h>

#include "explain/writer.h"
#include "graph/binding.h"

static const char *show(const writer *w, const expr *e, int place);

static bool is_square(const expr *e)
{
    return e->kind == EXPR_GATE && e->gate == MUL && expr_equal(e->in[0], e->in[1]);
}

static bool is_product(const expr *e)
{
    return e->kind == EXPR_GATE && (e->gate == MATMUL || e->gate == MATMUL_T || e->gate == OUTER);
}

/* Of a product with a factor of 1 x 1 that is 1, the other. */
static const expr *lone_factor(const expr *e, bool *transposed)
{
    const bool first = expr_is_number(e->in[0], 1), second = expr_is_number(e->in[1], 1);
    *transposed = first ? e->gate == MATMUL_T : e->gate == OUTER;
    if (first)
        return e->in[1];
    return second && e->gate == OUTER ? e->in[0] : NULL;
}

/* How tight a formula binds: fractions and choices bind otherwise where they are drawn. */
static binding binds(const writer *w, const expr *e)
{
    if (e->kind == EXPR_OVER || e->kind == EXPR_SAMPLES || e->kind == EXPR_ALL)
        return writer_is_drawn(w) ? SIGN_LEVEL : ATOM;
    if (e->kind != EXPR_GATE)
        return ATOM;
    if (is_square(e))
        return POWER_LEVEL;
    if (writer_is_drawn(w) && e->gate == DIV)
        return ATOM;
    if (writer_is_drawn(w) && e->gate == WHERE)
        return LOOSE;
    return binding_of(e->gate);
}

static bool begins_with(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

/* A minus before the second operand is the sign between the two. */
static const char *sum(const writer *w, const expr *e)
{
    const char *left = show(w, e->in[0], SUM_LEVEL);
    const char *right = show(w, e->in[1], e->gate == ADD ? SUM_LEVEL : SIGN_LEVEL);
    const bool negative = begins_with(right, writer_word(w, W_MINUS));
    return arena_printf(w->arena, "%s%s%s", left,
                        (e->gate == ADD) == negative ? writer_minus(w) : writer_word(w, W_PLUS),
                        right + (negative ? strlen(writer_word(w, W_MINUS)) : 0));
}

static const char *power(const writer *w, const expr *base, const char *exponent)
{
    const char *of = show(w, base, ATOM);
    if (w->style == STYLE_TEX)
        return arena_printf(w->arena, "{%s}^{%s}", of, exponent);
    if (w->style == STYLE_MATHML)
        return arena_printf(w->arena, "<msup><mrow>%s</mrow><mrow>%s</mrow></msup>", of, exponent);
    return arena_printf(w->arena, "%s^%s", of, exponent);
}

/* A constant stands first. */
static const char *factors(const writer *w, const expr *e)
{
    if (is_square(e))
        return power(w, e->in[0], writer_is_drawn(w) ? writer_number(w, 2, 1) : "2");
    const bool swapped = e->in[1]->kind == EXPR_NUMBER;
    const bool scalar = e->in[0]->rows * e->in[0]->cols == 1 ||
                        e->in[1]->rows * e->in[1]->cols == 1;
    const bool numbers = e->in[0]->kind == EXPR_NUMBER && e->in[1]->kind == EXPR_NUMBER;
    return arena_printf(w->arena, "%s%s%s", show(w, e->in[swapped], SIGN_LEVEL),
                        numbers && writer_is_drawn(w)
                            ? writer_dot(w)
                            : writer_word(w, scalar ? W_OF_SCALARS : W_TIMES),
                        show(w, e->in[!swapped], PRODUCT_LEVEL));
}

static const char *quotient(const writer *w, const expr *e)
{
    if (!writer_is_drawn(w))
        return arena_printf(w->arena, "%s/%s", show(w, e->in[0], SIGN_LEVEL),
                            show(w, e->in[1], MATRIX_LEVEL));
    return arena_printf(w->arena,
                        w->style == STYLE_TEX ? "\\frac{%s}{%s}"
                                              : "<mfrac><mrow>%s</mrow><mrow>%s</mrow></mfrac>",
                        show(w, e->in[0], LOOSE), show(w, e->in[1], LOOSE));
}

static const char *transposed(const writer *w, const char *of)
{
    return w->style == STYLE_MATHML
               ? arena_printf(w->arena, "<msup><mrow>%s</mrow><mo>⊤</mo></msup>", of)
               : arena_printf(w->arena, w->style == STYLE_TEX ? "{%s}%s" : "%s%s", of,
                              writer_word(w, W_TRANSPOSED));
}

static const char *product(const writer *w, const expr *e)
{
    bool turned;
    const expr *lone = lone_factor(e, &turned);
    if (lone)
        return turned ? transposed(w, show(w, lone, ATOM)) : show(w, lone, ATOM);
    const char *a = show(w, e->in[0], ATOM), *b = show(w, e->in[1], ATOM);
    return arena_printf(w->arena, "%s%s%s", e->gate == OUTER ? transposed(w, a) : a,
                        writer_word(w, W_BLANK), e->gate == MATMUL_T ? transposed(w, b) : b);
}

static const char *condition(const writer *w, const expr *e)
{
    const bool compares = e->kind == EXPR_GATE && e->gate >= LT && e->gate <= GE;
    if (compares)
        return show(w, e, LOOSE);
    return arena_printf(w->arena, w->style == STYLE_TEX ? "%s \\ne 0" : "%s<mo>≠</mo><mn>0</mn>",
                        show(w, e, SUM_LEVEL));
}

static const char *choice(const writer *w, const expr *e)
{
    return arena_printf(
        w->arena,
        w->style == STYLE_TEX
            ? "\\begin{cases}%s & %s\\\\ %s & \\text{else}\\end{cases}"
            : "<mrow><mo>{</mo><mtable columnalign=\"left\"><mtr><mtd>%s</mtd>"
              "<mtd>%s</mtd></mtr><mtr><mtd>%s</mtd><mtd><mtext>else</mtext></mtd></mtr></mtable>"
              "</mrow>",
        show(w, e->in[1], LOOSE), condition(w, e->in[0]), show(w, e->in[2], LOOSE));
}

static const char *function_name(const writer *w, const char *name)
{
    if (w->style == STYLE_MATHML)
        return arena_printf(w->arena, "<mi mathvariant=\"normal\">%s</mi>", name);
    if (w->style != STYLE_TEX)
        return name;
    text t = { .arena = w->arena };
    text_add(&t, "\\operatorname{");
    for (const char *c = name; *c; c++)
        text_add(&t, *c == '_' ? "\\_" : "%c", *c);
    text_add(&t, "}");
    return t.at;
}

static const char *call(const writer *w, const expr *e)
{
    enum { OPERANDS_MOST = 48 };
    text t = { .arena = w->arena };
    const bool root = e->gate == SQRT && writer_is_drawn(w);
    if (root)
        return arena_printf(w->arena,
                            w->style == STYLE_TEX ? "\\sqrt{%s}" : "<msqrt><mrow>%s</mrow></msqrt>",
                            show(w, e->in[0], LOOSE));
    const char *name = e->gate == LOG && writer_is_drawn(w) ? "ln" : gate_table[e->gate].name;
    text_add(&t, "%s%s", function_name(w, name), writer_word(w, W_OPEN));
    for (int i = 0; i < e->count && i < OPERANDS_MOST; i++)
        text_add(&t, "%s%s", i ? writer_word(w, W_COMMA) : "", show(w, e->in[i], LOOSE));
    if (e->count > OPERANDS_MOST)
        text_add(&t, "%s%s", writer_word(w, W_COMMA),
                 w->style == STYLE_MATHML ? "<mo>...</mo>" : "...");
    else if (e->gate == PAD)
        text_add(&t, "%s%s%s%s", writer_word(w, W_COMMA), writer_number(w, e->first, 9),
                 writer_word(w, W_COMMA), writer_number(w, e->last, 9));
    else if (e->gate == SPREAD || e->gate == AMAX || e->gate == IS_AMAX)
        text_add(&t, "%s%s", writer_word(w, W_COMMA), writer_number(w, e->last, 9));
    else if (e->gate == GATHER || e->gate == SCATTER)
        text_add(&t, "%s%s", writer_word(w, W_COMMA), writer_number(w, e->first, 9));
    if (e->gate == SCATTER && e->count <= OPERANDS_MOST)
        text_add(&t, "%s%s", writer_word(w, W_COMMA), writer_number(w, e->last, 9));
    else if (e->gate == CONTRACT)
        text_add(&t, "%s", writer_loops(w, e));
    text_add(&t, "%s", writer_word(w, W_CLOSE));
    return t.at;
}

static const char *slice(const writer *w, const expr *e)
{
    const char *x = show(w, e->in[0], ATOM);
    if (w->style == STYLE_MATHML)
        return arena_printf(w->arena,
                            "<msub><mrow>%s</mrow><mrow><mn>%d</mn><mo>..</mo><mn>%d</mn></mrow>"
                            "</msub>",
                            x, e->first, e->last);
    return arena_printf(w->arena, w->style == STYLE_TEX ? "{%s}_{%d\\ldots %d}" : "%s[%d..%d]", x,
                        e->first, e->last);
}

static const char *gate_text(const writer *w, const expr *e)
{
    switch (e->gate) {
    case ADD:
    case SUB: return sum(w, e);
    case MUL: return factors(w, e);
    case DIV: return quotient(w, e);
    case POW: return power(w, e->in[0], show(w, e->in[1], writer_is_drawn(w) ? LOOSE : ATOM));
    case NEG:
        return arena_printf(w->arena, "%s%s", writer_word(w, W_MINUS),
                            show(w, e->in[0], PRODUCT_LEVEL));
    case LT:
    case LE:
    case GT:
    case GE:
        return arena_printf(w->arena, "%s%s%s", show(w, e->in[0], SUM_LEVEL),
                            writer_word(w, (word)((int)W_LESS + (int)e->gate - (int)LT)),
                            show(w, e->in[1], SUM_LEVEL));
    case MATMUL:
    case MATMUL_T:
    case OUTER: return product(w, e);
    case WHERE: return writer_is_drawn(w) ? choice(w, e) : call(w, e);
    case SLICE: return slice(w, e);
    default: return call(w, e);
    }
}

static const char *symbol_text(const writer *w, const expr *e)
{
    const char *shift = e->shift ? arena_printf(w->arena, "+%d", e->shift) : "";
    const bool drawn = writer_is_drawn(w);
    const char *index = !e->index[0]  ? ""
                        : e->index[1] ? arena_printf(w->arena, "%c%s%s%c", e->index[0], shift,
                                                     drawn ? "" : ",", e->index[1])
                                      : arena_printf(w->arena, "%c%s", e->index[0], shift);
    if (drawn)
        return writer_symbol(w, e->symbol, index);
    return *index ? arena_printf(w->arena, "%s[%s]", e->symbol->text, index) : e->symbol->text;
}

static const char *sum_over(const writer *w, const expr *e)
{
    const char i = e->index[0];
    if (w->style == STYLE_TEX)
        return arena_printf(w->arena, "\\sum_{%c} %s", i, show(w, e->in[0], PRODUCT_LEVEL));
    if (w->style == STYLE_MATHML)
        return arena_printf(w->arena, "<munder><mo>∑</mo><mi>%c</mi></munder>%s", i,
                            show(w, e->in[0], PRODUCT_LEVEL));
    return arena_printf(w->arena, "%s_%c(%s)", w->style == STYLE_UTF8 ? "Σ" : "sum", i,
                        show(w, e->in[0], LOOSE));
}

static const char *over_samples(const writer *w, const expr *e)
{
    const bool all = e->kind == EXPR_ALL;
    if (!writer_is_drawn(w))
        return arena_printf(w->arena, "%s(%s)", all ? "sum" : "mean_n", show(w, e->in[0], LOOSE));
    const char *of = show(w, e->in[0], PRODUCT_LEVEL);
    if (w->style == STYLE_TEX)
        return arena_printf(w->arena,
                            all ? "\\sum_{\\text{weights}} %s"
                                : "\\frac{1}{n} \\sum_{\\text{samples}} %s",
                            of);
    return arena_printf(w->arena,
                        all ? "<munder><mo>∑</mo><mtext>weights</mtext></munder>%s"
                            : "<mfrac><mn>1</mn><mi>n</mi></mfrac><munder><mo>∑</mo>"
                              "<mtext>samples</mtext></munder>%s",
                        of);
}

static const char *unbracketed(const writer *w, const expr *e)
{
    switch (e->kind) {
    case EXPR_NUMBER: return writer_number(w, e->number, w->is_double ? 15 : 9);
    case EXPR_SYMBOL: return symbol_text(w, e);
    case EXPR_OVER: return sum_over(w, e);
    case EXPR_SAMPLES:
    case EXPR_ALL: return over_samples(w, e);
    default: return gate_text(w, e);
    }
}

static const char *show(const writer *w, const expr *e, int place)
{
    const char *text = unbracketed(w, e);
    int level = binds(w, e);
    bool turned;
    if (is_product(e) && lone_factor(e, &turned))
        level = ATOM;
    if (begins_with(text, writer_word(w, W_MINUS)) && level > SIGN_LEVEL)
        level = SIGN_LEVEL;
    return level < place ? arena_printf(w->arena, "%s%s%s", writer_word(w, W_OPEN), text,
                                        writer_word(w, W_CLOSE))
                         : text;
}

void expr_write(text *to, const expr *e, expr_style style, bool is_double)
{
    const writer w = { to->arena, style, is_double };
    text_add(to, "%s", show(&w, e, LOOSE));
}
