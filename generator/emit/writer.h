/* writer.h - prints the trees of the plan as C statements in a dialect. */
#ifndef BPGEN_WRITER_H
#define BPGEN_WRITER_H

#include "base/text.h"
#include "emit/dialects.h"
#include "emit/rounds.h"
#include "plan/rows.h"

typedef struct expression {
    const char *text;
    bool compound; /* needs parentheses inside another infix expression */
} expression;

typedef struct writer {
    const plan *plan;
    const dialect *dialect;
    const rows_function *f; /* what is being printed */
    own_gates own;
    int *position;         /* of each node among the gates of f, or -1 */
    int *loop, loops;      /* of each node: the last loop that computes it; of how many */
    int *read_by, *reads;  /* of each node: the last loop that reads it, how often that does */
    int *depth;            /* of each node: how many gates lead to it since the last cut */
    bool *is_cut;          /* of each node: there the chain of constants is cut */
    const char **variable; /* of each node: what holds its vector where this is being printed */
    bool *is_used;         /* of each node: its variable has been read */
    const char **alias;    /* of each node: its name here, if not its own */
    int *first;            /* of each node: element 0 of what the function is given is this one */
    const char *stride;    /* of every array with more than one column, where it has a name */
    ref *marked;           /* nodes with an entry in these arrays */
    int marked_count, marked_capacity;
    bool inlines;         /* no vector gets a variable: a loop of one statement is written */
    const char **places;  /* plain: of each node, where element %s of it is */
    const char **arrays;  /* plain: of each parameter, its array */
    const char **copies;  /* plain: of each parameter, its transposed copy */
    bool *early;          /* plain: the scalars that are declared before */
    const rounds *rounds; /* plain: of the loop of calls that is being printed, or NULL */
    int *step;            /* plain: of each node, how far its elements are on in the next round */
    int dedent;           /* blanks that lines have less than is usual for them */
    text body, prologue;  /* prologue: before the loop over the samples */
    size_t written;       /* bytes of all functions */
} writer;

/* A writer for functions of the plan, one after the other. */
writer *writer_new(const plan *p, const dialect *d);

/* Starts printing f; ends it, with what has been printed. Vectors lose their variables at once. */
void writer_start(writer *w, const rows_function *f, int dedent);
const char *writer_end(writer *w);
void writer_forget(writer *w);

/* The statements of a function of rows for row r; what becomes of a product's sums sum_j, element j
 * of row r, as to0, to1, ..., with0, with1, ...; stride: of them all, or NULL: as it is. */
const char *write_rows(writer *w, const rows_function *f, int dedent);
const char *write_finish(writer *w, const finish *f, int dedent, const char *stride);

/* The statements of a function of rows in any style, which says how each is printed. */
typedef struct row_forms {
    void (*scalar)(writer *w, ref r);
    void (*clear)(writer *w, ref r); /* a vector that parts are copied into */
    void (*copy)(writer *w, ref from, ref to, int first);
    void (*declare)(writer *w, ref r); /* an array of the function's own */
    void (*open)(writer *w, ref r);    /* a sum or maximum before a loop, */
    void (*gather)(writer *w, ref r);  /* of an element in it, */
    void (*close)(writer *w, ref r);   /* and after it */
    void (*store)(writer *w, ref r);   /* an element of a vector */
    void (*loop)(writer *w, const statement *s, const text *body);
} row_forms;

const char *write_statements(writer *w, const rows_function *f, int dedent, const row_forms *of);
/* Whether a gate of the function being printed outlives it, or has an array in it. */
bool is_kept(const writer *w, ref r);
bool is_own_array(const writer *w, ref r);

/* nests.c: vector y of the function being printed, where loops of its own compute it. */
void write_loops(writer *w, ref y);

/* lookups.c: rows that class numbers look up, or add to. */
void write_lookup(writer *w, ref y);
/* What a step drops. */
void write_mask(writer *w, ref y);

/* One scalar of the function being printed; element j, ... of vector r in its home. */
void write_scalar(writer *w, ref r);
void write_store(writer *w, ref r, const char *value);

/* The texts of formulas of one weight. `suffix` ends the names of what is the same for a row. */
typedef struct weight_text {
    const char *prologue, *of_row, *statements; /* "": none */
    const char *results[1 + OPTIMIZER_STATES];  /* expressions */
    const char *factors[8]; /* of a row, by names without suffix, that the rest reads */
    int factor_count;
} weight_text;

/* leaves: what variables are called, pairs of name and text, then NULL; or NULL. */
void write_weights(writer *w, const weight_formulas *f, int dedent, const char *suffix,
                   const char *const *leaves, weight_text *to);

/* ---- loops.c ---- */

/* Begins the loop that computes these gates, which are in an order of evaluation. */
void loop_begin(writer *w, const ref *of, int count);
/* Whether it reads r more than once: what is read once stands where it is read. */
bool loop_reads_again(const writer *w, ref r);
/* Chains of gates are cut: after so many, a vector of the loop gets a variable, ahead of all else,
 * and this or the scalar of a function is no constant. */
void cut_vectors(writer *w, const ref *of, int count);
void cut_scalars(writer *w, const rows_function *f);

/* ---- express.c ---- */

/* The value of r as C: `wide` as a vector of elements j, j + 1, ... of row r, else a scalar. */
expression express(writer *w, ref r, bool wide);
/* Computes vector r here, into a variable. */
void express_ahead(writer *w, ref r);
/* The gate of r on its inputs, even where r has a variable already. */
expression express_gate(writer *w, ref r, bool wide);
/* A literal of the generated file's real type. */
const char *real_literal(arena *a, double value, bool is_double);
/* The address of element j of row r of what lives in memory, "z1 + r*512 + j", and whether a whole
 * vector may be accessed there. */
const char *memory_address(const writer *w, ref r, bool *whole);
/* The element of scalar r in its home: "loss[r]". */
const char *scalar_element(const writer *w, ref r);
/* That of element `index` of row r: "z1[r*512 + 3*i1]". */
const char *row_element(const writer *w, ref r, const char *index);
/* That element's address: "z1 + r*512 + 3*i1". */
const char *row_address(const writer *w, ref r, const char *index);
const char *name_here(const writer *w, ref r);
/* Plain: element `index` of r, "": its only one; and the same of a place with a %s for it, of which
 * the elements begin at `first`. */
const char *element_of(const writer *w, ref r, const char *index);
/* The place of r in the function being printed, which may compute it for itself alone. */
const char *plain_place(const writer *w, ref r);
/* Element `index` of r in either style. */
const char *element_here(const writer *w, ref r, const char *index);
const char *place_at(arena *a, const char *place, const char *first, const char *index);
/* Names what holds the vector of r from here on. */
void set_variable(writer *w, ref r, const char *name);
/* Prints "indent statement", a line. */
void add_statement(writer *w, int indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* How many statements lines of C are: what a statement holds stands further in. */
int statement_count(const char *at);

#endif
