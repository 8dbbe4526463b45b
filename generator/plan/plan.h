/* plan.h - the plan: which C functions the network becomes, in which order they run, and where
 * every value lives between them. */
#ifndef BPGEN_PLAN_H
#define BPGEN_PLAN_H

#include "graph/derive.h"

enum {
    BLOCK = 16,           /* rows are padded to it; a vector sum has as many interleaved parts */
    UNROLL_DEFAULT = 1024, /* multiply-adds up to which a product is straight line */
    THREADS_PAY = 1 << 19, /* multiply-adds from which on a function is divided among threads */
    PAGE = 4096,           /* bytes of memory that a processor translates the address of at once */
    THREAD_PANEL_ROWS = 4096, /* the longest panel, 128 or 256 bytes a row, on a thread's stack */
    PACKED_COLUMNS = 128 /* from so many columns of w on, copies pay where registers are few */
};

/* Who wants a value of TRAIN: loss and gradients; several dinputs; input i's dinput alone. */
enum { GROUP_ALL, GROUP_DINPUTS, GROUP_DINPUT };

/* What a sequence of stages computes: the outputs, the loss, or the loss and every gradient. */
typedef enum program { FORWARD, LOSS, TRAIN, PROGRAMS } program;

/* Where a value lives between functions: element j of row r is name[r*stride + offset + j]. */
typedef struct home {
    const char *name;
    int stride;     /* 0: one row for all samples (a bias) */
    int offset;
    bool padded;    /* its rows may be read and written in whole vectors */
    bool workspace; /* a field of the workspace (a local of predict) */
} home;

/* A C function that computes some gates for each row. */
typedef struct rows_function {
    const char *name;
    const char *comment; /* its formulas */
    const char *body;    /* the statements for row r */
    ref *arguments;      /* whose homes it reads or writes (a VARIABLE: a scalar), in index order */
    bool *writes;
    int argument_count;
    int64_t work;        /* about as many multiply-adds for each row */
} rows_function;

typedef struct stage {
    enum { STAGE_ROWS, STAGE_PRODUCT } kind;
    int level;
    int function;     /* STAGE_ROWS */
    ref product;      /* STAGE_PRODUCT: the value it computes */
    int group;
} stage;

typedef struct term { /* x' d of one sample; x is -1 for a bias: d alone */
    ref x, d;
} term;

typedef struct gradient { /* of a trained parameter: the sum of the terms over the samples */
    int parameter;
    term *terms;
    int term_count;
    int level; /* after the TRAIN stages of this level the parameter is not read any more */
    ref product; /* d w', the last to read it, which an update does in the same pass; or -1 */
} gradient;

/* A term of J over the weights of a parameter: coefficient * sum of a formula over VARIABLE w. */
typedef struct penalty {
    int parameter;
    bool of_l1;
    double coefficient;
    ref sum; /* the formula of one weight + VARIABLE sum */
} penalty;

typedef struct plan {
    const spec *spec;
    const derived *derived;
    graph graph;       /* the derived graph, lowered */
    ref *map;          /* derived node -> lowered node */
    ref loss;
    ref *dparameters;  /* of one sample; -1: zero */
    ref *outputs, *dinputs; /* what is stored at the caller's y and dx */
    int *level;        /* products on the longest path to a value */
    bool *is_outer;    /* OUTER, or a sum of such: a gradient of weights, even of a single row */
    bool *is_product;  /* MATMUL, MATMUL_T, or the addition of a bias to one */
    bool *is_fused;    /* a MATMUL that the addition of its bias computes */
    ref *finisher;     /* the product that computes a gate from its sums, or -1 */
    bool *needed[PROGRAMS];
    int *group;        /* in TRAIN: who wants a value */
    bool *stored[PROGRAMS]; /* read by another function, so kept in its home */
    int *equation;     /* of each derived node: its number in the mathematics; 0: none */
    int equation_count;
    rows_function *functions;
    int function_count;
    stage *stages[PROGRAMS];
    int stage_count[PROGRAMS];
    gradient *gradients;
    int gradient_count;
    penalty *penalties;
    int penalty_count;
    bool uses[GATES];  /* elementary functions called by the text */
    bool uses_one_hot;
    const char *real;
    int unroll;
} plan;

/* ---- lower.c ---- */

/* The derived graph with softmax and logsumexp in parts, and the ends of the programs added. */
void lower(plan *p);

/* ---- plan.c ---- */

void plan_make(plan *p, const spec *s, const derived *d, int unroll);
static inline const node *plan_node(const plan *p, ref r)
{
    return &p->graph.nodes[r];
}
/* Whether r is computed row by row, rather than by a product or not at all (leaves, slices). */
bool plan_is_row_gate(const plan *p, ref r);
/* The node itself, or what a slice of it reads. */
ref plan_source(const plan *p, ref r);
bool plan_is_leaf(const plan *p, ref r);
/* Whether so many multiply-adds in a call are worth threads. */
bool plan_pays_threads(const plan *p, int64_t work);
bool *plan_flags(plan *p); /* one for each node, all false */
int64_t plan_row_bytes(const plan *p, int width);

/* ---- levels.c ---- */

void plan_find_products(plan *p);
void plan_find_levels(plan *p);
bool plan_is_needed(const plan *p, ref r); /* by any program */

/* ---- finishes.c ---- */

/* Whether an element of the gate takes an instruction or a few: no elementary function, no sum. */
bool plan_is_cheap(gate kind);
/* Finds the gates that products finish. */
void plan_find_finishes(plan *p);

/* ---- homes.c ---- */

home plan_home(const plan *p, ref r);
/* Whether an input's rows are copied to the workspace before a program runs. */
bool plan_is_copied(const plan *p, ref r);
bool plan_in_workspace(const plan *p, ref r);
bool plan_is_local(const plan *p);
void plan_name_values(plan *p);

/* ---- rows.c ---- */

/* The function of these row gates in that program; an equal one is reused. */
int rows_make(plan *p, program of, const ref *nodes, int count);
/* What the product does with its sums, vector by vector: the statements for vector sum_j, element j
 * of row r. The arrays that it writes and reads are called to0, to1, ... and with0, ..., so that
 * products of one kind have one text. Whether there is anything but the sums to store. */
bool rows_finish(plan *p, ref product, rows_function *f);

#endif
