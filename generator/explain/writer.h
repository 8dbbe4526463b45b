/* writer.h - inside the printing of formulas: the words of each style, names and numbers. */
#ifndef BPGEN_EXPLAIN_WRITER_H
#define BPGEN_EXPLAIN_WRITER_H

#include "explain/expr.h"

typedef struct writer {
    arena *arena;
    expr_style style;
    bool is_double;
} writer;

typedef enum word {
    /* clang-format off */
    W_PLUS, W_MINUS, W_TIMES, W_OF_SCALARS, W_OVER, W_BLANK, W_TRANSPOSED, W_LESS, W_AT_MOST,
    W_MORE, W_AT_LEAST, W_COMMA, W_OPEN, W_CLOSE, WORDS
    /* clang-format on */
} word;

const char *writer_word(const writer *w, word which);
/* The loops of a CONTRACT: "; [3 i + j] += [i]; i < 4, j < 3". */
const char *writer_loops(const writer *w, const expr *e);
/* Fractions and powers show what belongs together. */
bool writer_is_drawn(const writer *w);
/* Between two operands. */
const char *writer_minus(const writer *w);
/* Between two numbers that are drawn. */
const char *writer_dot(const writer *w);
/* Of TeX or MathML; index: below it, or "". */
const char *writer_symbol(const writer *w, const symbol *s, const char *index);
const char *writer_number(const writer *w, double value, int digits);

#endif
