/* rows.h - the text of a rows function while it is being written. */
#ifndef BPGEN_ROWS_H
#define BPGEN_ROWS_H

#include "plan/plan.h"
#include "base/text.h"

typedef struct expression {
    const char *text;
    bool compound; /* needs parentheses inside another infix expression */
} expression;

typedef struct rows {
    plan *plan;
    program program;
    const ref *nodes; /* what this function computes */
    int count;
    bool *mine;       /* the same as flags */
    bool *done;       /* scalars: in a variable; vectors: in memory */
    bool *looped;     /* vectors and reductions of the loop being written */
    bool *local;      /* vectors in an array of this function */
    bool *inlined;    /* scalars written out where they are read */
    bool *touched, *written; /* homes and variables: the arguments */
    const char **variable;   /* of a vector in the loop being written, or NULL */
    const char *stride;    /* of every array with more than one column, where it has a name */
    text body;
} rows;

/* Starts the text of a function of these nodes. */
void rows_init(rows *w, plan *p, program of, const ref *nodes, int count);
/* Writes the scalar gates that are ready as constants; whether there were any. */
bool rows_write_scalars(rows *w);

const node *row_node(const rows *w, ref r);
bool row_is_scalar(const rows *w, ref r);
bool row_is_reduction(const node *n);
bool row_is_move(const node *n);
/* A product that this function computes, so that a sum may take it in. */
bool row_is_own_product(const rows *w, ref r);
/* Whether gate n writes out its operand k itself instead of reading its value: the product of a
 * fused multiply-add, the comparison of a choice. */
bool row_absorbs(const rows *w, const node *n, int k);
bool row_is_stored(const rows *w, ref r);
/* Whether r can be computed now, by a statement or (in_loop) in the loop being gathered. */
bool row_inputs_ready(const rows *w, ref r, bool in_loop);
void row_store_scalar(rows *w, ref r);

/* ---- row_loops.c ---- */

/* Writes the next loop or move that is ready; whether there was one. */
bool row_write_vectors(rows *w);

/* ---- express.c ---- */

/* The value of r as C: `wide` as a vector of elements j, j + 1, ... of row r, else a scalar. */
expression express(rows *w, ref r, bool wide);
/* The gate of r on its inputs, even where r has a variable already. */
expression express_gate(rows *w, ref r, bool wide);
const char *in_parentheses(arena *a, expression e);
/* A literal of the generated file's real type. */
const char *real_literal(arena *a, double value, bool is_double);
/* The address of element j of row r of what lives in memory, "z1 + r*512 + j", and whether a whole
 * vector may be accessed there. */
const char *memory_address(rows *w, ref r, bool *whole);
/* Writes "indent statement", folded at 100 columns. */
void add_statement(text *t, int indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
