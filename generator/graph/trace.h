/* trace.h - how a gradient came about, step by step, for who wants to tell it. */
#ifndef BPGEN_TRACE_H
#define BPGEN_TRACE_H

#include "graph/graph.h"

/* A share of an adjoint: what gate `gate` hands to its input number `input`. The rule is that of
 * gates.c; `share` is what it came to, or -1 where pieces of a vector waited to be gathered. */
typedef struct trace_step {
    ref gate;
    int input;
    ref share;
    int before; /* the step before, of the same adjoint; -1: this is the first */
    int first_rewrite, end_rewrite; /* of trace.rewrites: what made the share simple, and the sum */
} trace_step;

/* The adjoint of `of`, all shares added; going forward, its tangent. */
typedef struct trace_adjoint {
    ref of, adjoint;
    int last_step;   /* -1: it is where the sweep begins; a gradient with 1, else with the seed */
    int graph_count; /* of gates by then */
    ref rows;        /* SWEEP_ROWS: what it is for each unit vector as the seed; -1: nothing */
} trace_adjoint;

typedef enum sweep_kind {
    SWEEP_GRADIENT, /* of the loss, of the E of a grad(E, x), of a penalty */
    SWEEP_VJP,      /* from y back to x, of seed times y */
    SWEEP_JVP,      /* from x on to y, x moving along the seed; shares come from inputs */
    SWEEP_ROWS,     /* either, for all unit vectors: a Jacobian */
    SWEEP_NOTHING   /* it led nowhere */
} sweep_kind;

typedef struct trace_sweep {
    ref e;            /* where it ends, or going backward begins: E, y */
    const char *name; /* NULL: the loss, a penalty, or a product with a Jacobian */
    int first_adjoint, adjoint_count;
    int graph_count; /* of gates when it began */
    sweep_kind kind;
    bool is_forward;
    ref by, seed; /* of products: x and the vector */
    int row,
        row_count; /* of a Jacobian, + 1, and of how many; 0: it is none. SWEEP_ROWS: how many */
    ref jacobian;  /* SWEEP_ROWS: what it came to */
} trace_sweep;

/* An identity of rewrites.h that applied. */
typedef struct trace_rewrite {
    const struct rewrite *rule;
    bool in_gradient;
    int graph_count; /* of gates by then */
} trace_rewrite;

typedef struct trace {
    trace_rewrite *rewrites;
    int rewrite_count, rewrite_capacity;
    trace_step *steps;
    trace_adjoint *adjoints;
    trace_sweep *sweeps;
    int step_count, adjoint_count, sweep_count;
    int step_capacity, adjoint_capacity, sweep_capacity;
} trace;

/* ---- told while a graph grows; where nothing is traced, these do nothing ---- */

/* An identity applied. */
void trace_rule(const graph *g, const struct rewrite *rule);
/* How many identities applied so far. */
int trace_rewrites(const graph *g);
void trace_begin(const graph *g, const trace_sweep *sweep);
/* A share; `last` is + 1 the last step of the same adjoint, 0: none. It is simplified later. */
void trace_share(const graph *g, int *last, const trace_step *step);
/* What the last share came to was added to the others. */
void trace_added(const graph *g);
void trace_adjoint_of(const graph *g, ref of, ref adjoint, int last_step);
/* The sweep that was told last. NULL: nothing is traced. */
trace_sweep *trace_last(const graph *g);

#endif
