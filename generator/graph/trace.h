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

/* The adjoint of `of`, all shares added. */
typedef struct trace_adjoint {
    ref of, adjoint;
    int last_step;   /* -1: it is E itself, whose derivative by itself is 1 */
    int graph_count; /* of gates by then */
} trace_adjoint;

/* One gradient: of the loss, of the E of a grad(E, x), of a penalty. */
typedef struct trace_sweep {
    ref e;
    const char *name; /* NULL: the loss, or a penalty */
    int first_adjoint, adjoint_count;
    int graph_count; /* of gates when it began */
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

/* An identity applied; where nothing is traced, this does nothing. */
void trace_rule(const graph *g, const struct rewrite *rule);

#endif
