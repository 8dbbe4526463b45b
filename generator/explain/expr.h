/* expr.h - formulas as trees, which the text, TeX and MathML are printed from. */
#ifndef BPGEN_EXPR_H
#define BPGEN_EXPR_H

#include "base/text.h"
#include "graph/formula.h"
#include "graph/graph.h"

/* What a formula calls a thing. */
typedef struct symbol {
    const char *text;        /* "z1", "dz1", "dE_dz1" */
    const struct symbol *of; /* a derivative: of what (NULL: the loss) ... */
    const struct symbol *by; /* ... by what; NULL: it is none */
    int rows, cols;
    const char *shape;     /* of more axes, or NULL */
    int node;              /* + 1: the gate that it is; 0: none. Two names of one gate are equal */
    const struct expr *is; /* a derivative: what it comes to, where that is short; NULL */
} symbol;

typedef enum expr_kind {
    EXPR_NUMBER,
    EXPR_SYMBOL, /* whole, or the element [i, j] */
    EXPR_GATE,   /* of in[]; SLICE: elements first .. last; PAD: `first` zeros before, `last` after;
                     SPREAD: `last` times; AMAX, IS_AMAX: of each `last`;
                     GATHER, SCATTER: rows of `first`, in all `last` */
    EXPR_OVER,   /* the sum of in[0] over an index */
    EXPR_SAMPLES, /* the mean of in[0] over the samples of a call */
    EXPR_ALL      /* the sum of in[0] over all weights */
} expr_kind;

typedef struct expr {
    expr_kind kind;
    gate gate;
    double number;
    const symbol *symbol;
    char index[2]; /* EXPR_SYMBOL: of its element, 0: none; EXPR_OVER: index[0] */
    int shift;     /* is added to index[0] */
    int count, first, last;
    const nest *loops; /* CONTRACT */
    const struct expr **in;
    int rows, cols;
} expr;

expr *expr_new(arena *a, expr_kind kind, int count);
bool expr_is_scalar(const expr *e);
const expr *expr_number(arena *a, double value);
const expr *expr_symbol(arena *a, const symbol *s);
/* A gate of the language on formulas, its shape inferred. */
const expr *expr_gate(arena *a, gate kind, int count, const expr *const *in);
const expr *expr_of(arena *a, expr_kind kind, const expr *in);
const expr *expr_slice(arena *a, const expr *x, int first, int cols);
const expr *expr_pad(arena *a, const expr *x, int first, int cols);
const expr *expr_spread(arena *a, const expr *x, int cols);
const expr *expr_contract(arena *a, int count, const expr *const *in, const nest *loops, int cols);
/* The gate of a node on the formulas of its inputs. */
const expr *expr_of_node(arena *a, const node *n, const expr *const *in);

/* A formula of a table; letters are bound to trees. */
const expr *expr_formula(arena *a, const formula *f, const expr *const letters[LETTERS]);

/* The element [row, col] of a formula (0: it has no such axis), with sums over other letters. NULL
 * where it has no short form: an element of a concatenation. */
const expr *expr_element(arena *a, const expr *e, char row, char col);

bool expr_equal(const expr *a, const expr *b);
bool expr_is_number(const expr *e, double value);
bool expr_has(const expr *e, gate kind);

/* ---- write.c ---- */

typedef enum expr_style { STYLE_ASCII, STYLE_UTF8, STYLE_TEX, STYLE_MATHML } expr_style;

void expr_write(text *to, const expr *e, expr_style style, bool is_double);
/* The formula of a whole left side: a scalar spreads, so that it need not say so. */
const expr *expr_whole(const expr *e);
void symbol_write(text *to, const symbol *s, expr_style style);
void expr_write_number(text *to, double value, expr_style style, int digits);

#endif
