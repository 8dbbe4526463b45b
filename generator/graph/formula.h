/* formula.h - formulas of the derivative rules and the rewrite rows, as trees. */
#ifndef BPGEN_FORMULA_H
#define BPGEN_FORMULA_H

#include "graph/graph.h"

enum { LETTERS = 26, UNBOUND = -1 };

typedef struct formula {
    enum { FORMULA_NUMBER, FORMULA_LETTER, FORMULA_GATE } kind;
    double number;
    int letter; /* 0 is a */
    gate gate;
    int arity;
    struct formula *in[3];
} formula;

/* Parses a formula of a table; the tables are part of the program, so a wrong one aborts. */
formula *formula_parse(arena *a, const char *text);

/* Marks the letters that a formula has. */
void formula_letters(const formula *f, bool has[LETTERS]);

/* Builds the formula in g through simplify_gate; letters are bound to nodes. */
ref formula_build(graph *g, const formula *f, const ref letters[LETTERS]);

/* A copy of r, a formula over VARIABLEs, in which the variable `name` is replaced. */
ref formula_substitute(graph *g, ref r, const char *name, ref by);

/* Whether node r has the form f; binds the letters (all UNBOUND at the start). Sums and products
 * match in either order, and an expression of bound constants matches what it comes to. The letters
 * k and m match constants only, n those between 1/1024 and 1024, s scalars. */
bool formula_match(const graph *g, const formula *f, ref r, ref letters[LETTERS]);

/* Whether f comes to a constant, and to which. *real becomes false where a constant in it is none
 * that the network's reals hold. */
bool formula_value(const graph *g, const formula *f, const ref letters[LETTERS], double *value,
                   bool *real);

#endif
