/* bpgen.h - the generator's types and passes. One pass a file; main.c is the list of passes. */
#ifndef BPGEN_H
#define BPGEN_H

#include <stdarg.h>
#include <stdio.h>

#include "graph.h"

#define BPGEN_VERSION "0.1.0"

/* Exit codes of the command. */
enum { EXIT_OK = 0, EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

/* ---- util.c: memory and text ---- */

arena *arena_new(void);
void arena_free(arena *a); /* NULL is allowed */
/* Zeroed memory that lives as long as the arena. Never NULL: out of memory ends the process. */
void *arena_alloc(arena *a, size_t size);
char *arena_copy(arena *a, const char *text);
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list arguments);

/* The shortest decimal that reads back as the same double ("0.1", "1e-07", "inf", "nan");
 * always with '.', 'e' or a word in it, so that it is a floating constant in C and Lua. */
char *number_text(arena *a, double value);

/* Reads a whole file ("-": standard input) of at most `limit` bytes. On error NULL, and *why. */
char *file_read(arena *a, const char *path, size_t limit, size_t *size, const char **why);
/* Writes a file whole or not at all: to a temporary name beside it, then renamed ("-" or NULL:
 * standard output). False, with *why set, on error. */
bool file_write(arena *a, const char *path, const char *text, size_t size, const char **why);

/* The word of `words` that `word` is most likely a slip of, or NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, int count);

/* ---- messages.c: what is wrong, where, and what to do ---- */

enum { MESSAGES_MAX = 10 };

typedef struct messages {
    arena *arena;
    const char *file; /* the spec, as messages name it */
    int count;        /* may pass MESSAGES_MAX; only the first are kept */
    char *text[MESSAGES_MAX]; /* "net.lua:12: unknown ..." */
    int exit_code;    /* of the first */
} messages;

/* Adds "FILE:LINE: ..." (line 0: "FILE: ..."), exit code EXIT_WRONG. The same text counts once. */
void message_add(messages *m, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a message without file or line, with its exit code (usage, input/output). */
void message_plain(messages *m, int exit_code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Prints all messages on standard error, "bpgen: " first, and, where to_stdout, the one #error line
 * that keeps `bpgen net.lua > net.c` from leaving a file that compiles. Returns the exit code. */
int messages_report(const messages *m, bool to_stdout);

/* ---- gates.c: one table row a gate ---- */

typedef struct gate_row {
    const char *name;
    int arity;               /* -1: any number */
    enum { SHAPE_LEAF, SHAPE_ELEMENTS, SHAPE_SCALAR, SHAPE_SAME, SHAPE_OWN } shape;
    const char *derivative[3]; /* the adjoint of each input, a formula over a b c (inputs), y (this
                                  gate's value) and d (its adjoint); NULL: no gradient */
} gate_row;

extern const gate_row gate_table[GATES];

/* ---- graph.c ---- */

void graph_init(graph *g, arena *a);
/* Appends a gate, inferring its shape. On shapes that do not fit returns -1 and sets *why to a
 * sentence without place ("add: 1x3 and 1x4 do not fit"). SLICE, PAD, SPREAD and leaves have their
 * own functions. */
ref graph_gate(graph *g, gate kind, int arity, const ref *in, int line, const char **why);
/* The parts of graph_gate: n's shape from its inputs; appending a node as it is, inputs copied. */
bool graph_shape(const graph *g, node *n, const ref *in, const char **why);
ref graph_append(graph *g, const node *n);
ref graph_leaf(graph *g, gate kind, int rows, int cols, int index, int line, const char *name);
ref graph_constant(graph *g, double value);
/* Elements first .. first + cols - 1, counted from 0; the caller has checked the range. */
ref graph_slice(graph *g, ref x, int first, int cols, int line);
ref graph_pad(graph *g, ref x, int first, int cols, int line);
ref graph_spread(graph *g, ref x, int cols, int line);
bool graph_is_scalar(const graph *g, ref r);

/* ---- simplify.c: gates that are never built twice, nor larger than need be ---- */

/* Makes g a simplified graph: from now on nodes come from the functions below alone. */
void simplify_init(graph *g, arena *a);
ref simplify_leaf(graph *g, const node *leaf);
ref simplify_constant(graph *g, double value);
/* The node of this gate on these inputs after rewriting, folding and sharing. Shapes must fit. */
ref simplify_gate(graph *g, gate kind, int arity, const ref *in, int line);
/* A copy of n (any kind of gate) on other inputs. */
ref simplify_copy(graph *g, const node *n, const ref *in);
/* r spread, or summed, to rows x cols: how a share of an adjoint takes its operand's shape. */
ref simplify_to_shape(graph *g, ref r, int rows, int cols);
bool graph_is_constant(const graph *g, ref r, double value);
/* Names gate r where it has no name yet. Leaves keep theirs. */
void graph_name(graph *g, ref r, const char *name);

/* ---- derive.c: the gradient as more gates ---- */

typedef struct derived {
    graph graph;    /* simplified; the user's gates, their gradients, the update formulas */
    ref loss;
    ref *outputs;   /* of spec.outputs */
    ref *dinputs;   /* the gradient of one sample's loss; -1: zero */
    ref *dparameters; /* OUTER gates, their sums, or (biases) vectors; -1: zero */
    bool two_pass;  /* an update needs the norm of the whole gradient first */
    ref penalty_l2, penalty_l1; /* of one weight, over VARIABLE w */
    /* for each parameter, formulas over VARIABLEs of one weight: */
    ref *gradient;  /* dJ/dw over sum (of the samples' gradients), inverse_n and w */
    ref plain_next_w, plain_next_state[OPTIMIZER_STATES]; /* over g */
    ref *next_w;    /* the update, the gradient put in */
    ref (*next_state)[OPTIMIZER_STATES];
} derived;

void derive(const spec *s, derived *d);
/* Gradients of the scalar e with respect to count nodes; out[i] is -1 where e does not depend. */
void derive_gradient(graph *g, ref e, const ref *of, int count, ref *out);

/* ---- spec.c, sandbox.c, prelude.lua: the Lua spec -> spec ---- */

typedef struct definition { /* -D name=value */
    const char *name, *value;
    bool used;
} definition;

typedef struct spec_options {
    definition *definitions;
    int definition_count;
    const char *prefix; /* --prefix, or NULL: the spec's name */
    const char *real;   /* --real float|double, or NULL: the spec's */
} spec_options;

/* Runs the spec and returns what it says, in arena a; NULL when messages were added. */
spec *spec_read(arena *a, const char *path, spec_options *options, messages *m);

#endif
