/* plan.h - the plan: which C functions the network becomes, in which order they run on what, and
 * where every value lives between them. plan_make writes all of it; then nothing changes. */
#ifndef BPGEN_PLAN_H
#define BPGEN_PLAN_H

#include "base/names.h"
#include "graph/derive.h"
#include "plan/calls.h"
#include "plan/equations.h"
#include "plan/loops.h"
#include "plan/sections.h"

enum { BLOCK = 16 }; /* rows are padded to it; a vector sum has as many interleaved parts */

/* Who wants a value: what its program is for, or several outputs; of TRAIN, several dinputs; input
 * i's dinput alone (GROUP_DINPUT + i). Of FORWARD, one output alone: plan_output_group. */
enum { GROUP_ALL, GROUP_DINPUTS, GROUP_DINPUT };

/* What has to be computed: the outputs, the loss, or the loss and every gradient. */
typedef enum program { FORWARD, LOSS, TRAIN, PROGRAMS } program;

/* Where a value lives between functions: element j of row r is name[r*stride + offset + j]. */
typedef struct home {
    const char *name;
    int stride; /* 0: one row for all samples (a bias) */
    int offset;
    bool padded;    /* its rows may be read and written in whole vectors */
    bool workspace; /* a field of the workspace (a local of predict) */
} home;

typedef struct value { /* what is known of a node of the lowered graph */
    int level;         /* the matrix products on the longest path to it, or to its first user */
    int group[PROGRAMS];
    ref source;   /* the node itself, or what a slice of it reads */
    ref finisher; /* the product that computes it before its sums leave the registers, or -1 */
    bool needed[PROGRAMS], stored[PROGRAMS]; /* stored: read by another function, so in its home */
    bool is_product;                         /* x w, x w + b or d w' */
    bool is_fused;                           /* x w of an x w + b */
    bool is_outer;                           /* the gradient of a weight: x' d, or a sum of such */
    bool is_callers;                         /* an output or a dinput: the caller owns its memory */
    bool is_copied; /* an input whose rows are copied to the workspace before a program runs */
    bool succeeds;  /* it lies in the workspace where another does that is dead then, */
    ref successor;  /* this one after it; or -1 */
    home home;
    ref place;        /* the concatenation that it is computed into, from place_offset on, or -1; */
    int place_offset; /* of which that is nothing that has to be computed: */
    bool is_gathered;
    ref chain;       /* the first of the values in its array, each in a slot of it: itself, */
    int slot, slots; /* if it is alone; slots: of the first, how many there are; */
    bool in_turn;    /* one for all of them, one after the other */
} value;

/* ---- functions of rows: what is computed for each sample ---- */

typedef struct statement {
    enum {
        SCALAR, /* a scalar is computed, and stored where it is kept */
        MOVE,   /* concat or pad: whole vectors are copied */
        LOOP    /* along a row: vectors are computed, sums and maxima gathered */
    } kind;
    ref *of; /* what it computes; SCALAR, MOVE: one */
    int count;
    int length; /* LOOP: elements */
} statement;

/* How a function treats a gate of its own. */
enum {
    KEPT = 1,    /* in its home: it outlives the function */
    OWN = 2,     /* in an array of the function */
    INLINED = 4, /* a scalar written out where it is read */
    ABSORBED = 8 /* the product of a fused multiply-add, the comparison of a choice */
};

typedef struct rows_function {
    const char *name;
    ref *nodes; /* the gates that it computes, in order */
    unsigned char *treated;
    int count;
    statement *statements;
    int statement_count;
    ref *arguments; /* whose homes it reads or writes (a VARIABLE: a scalar), in index order; the
                       first slice of what is read in slices alone */
    bool *writes;
    int argument_count;
    ref result;   /* of one sample: a long row that a product reads lane by lane, or -1 */
    int64_t work; /* about as many multiply-adds for each row */
    bool threads; /* divided among threads */
    ref *alike;   /* gates that it computes, too, in calls with other arguments */
    int alike_count, alike_capacity;
    int like;          /* plain: the first function that does the same, perhaps itself, */
    ref *in_its_order; /* and the arguments as they stand in its calls */
} rows_function;

/* ---- products ---- */

/* What becomes of a product's sums, vector by vector: element-wise gates and where they go. */
typedef struct finish {
    ref product;
    ref *nodes; /* the gates, in order */
    int count;
    ref *to, *with; /* the values that it writes, and reads besides the sums */
    int to_count, with_count;
} finish;

typedef struct product { /* a function that computes b + x w, x w or x w' */
    const char *name;
    const char *form; /* its template */
    int terms, width, x_stride, z_stride;
    bool transposed, bias, straight;
    bool one, small; /* of one sample always: has no argument n; of a network of small layers */
    int panels;      /* of w that it copies or transposes at a time; 0: none */
    bool scattered;  /* it copies them on every target */
    int panel_rows;  /* of the scratch that it wants for them */
    bool threads;    /* divided among threads, each with scratch of its own */
    int finish;      /* number of what becomes of the sums; 0: they are stored */
    int parts;       /* one/product: a sum is cut into so many, each of every parts-th term, */
    int columns;     /* computed so many vectors at a time; */
    int looped;      /* so many terms in a loop; */
    int whole;       /* so many rows of w that whole vectors may be read from */
    int together;    /* so many rows of w fill a vector of 16; 0: they do not */
    bool in_pieces, bias_in_pieces; /* w and b are loaded as they were stored */
    ref *computes;                  /* the products that it computes */
    int computes_count, computes_capacity;
} product;

/* ---- parameters ---- */

typedef struct term { /* x' d of one sample; x is -1 for a vector parameter: d alone */
    ref x, d;
    const nest *loops; /* their contraction, or NULL */
    int rounds;        /* so many such terms, the second of these */
    ref later_x, later_d;
    int row; /* > 0: x is class numbers, which choose the rows of so many elements that
                          the rows of d are added to */
} term;

typedef struct gradient { /* of a trained parameter: the sum of the terms over the samples; or, of a
                            running statistic, what its mean is that of */
    int parameter;
    bool runs; /* of a running statistic: of a step alone, without moments */
    term *terms;
    int term_count;
    int level;   /* after the TRAIN stages of this level the parameter is not read any more */
    ref product; /* d w', the last to read it, which an update does in the same pass; or -1 */
    /* Formulas of one weight: its gradient; the next w and states. */
    ref sum[1], next[1 + OPTIMIZER_STATES];
    const char *x[2]; /* of both: the factor that differs from row to row, or NULL */
    bool rests;       /* a weight whose sum is 0 is the same after a step */
} gradient;

/* Formulas of one weight: leaves are VARIABLEs. What is the same for all weights is computed once,
 * what is the same for a row of them once a row, the rest for each vector of weights. */
typedef struct weight_formulas {
    const ref *of;
    int count;
    rows_function gates; /* their gates; statements for the scalars that are the same for all */
    const char *x;       /* the factor that differs from row to row, or NULL */
    ref *of_row;         /* the scalars that x has a part in, in order */
    int of_row_count;
    const char *scalars[8]; /* variables that are needed: rate, inverse_n, ... */
    int scalar_count;
    bool reads_w;
} weight_formulas;

/* A term of J over the weights of a parameter: coefficient * sum of a formula over VARIABLE w. */
typedef struct penalty {
    const char *name; /* of the function that sums it */
    int parameter;
    bool of_l1;
    double coefficient;
    ref sum;                  /* the formula of one weight + VARIABLE sum */
    weight_formulas formulas; /* of it */
    bool summed_by_update;    /* which reads the weights anyway */
    int like;                 /* the first whose function does the same, perhaps itself */
} penalty;

typedef struct weight_function { /* sums the gradient of a parameter, or updates it */
    const char *name;
    const char *form; /* its template */
    int gradient;     /* which of plan.gradients */
    bool updates;
    bool sums;    /* the terms itself; else it reads the gradient that is there */
    bool swapped; /* d' x: vectors run along x, because d is a scalar */
    int height, width;
    weight_formulas formulas;
    int tiles;      /* with others of one formula it shares tiles: their number, from 1 */
    bool has_tiles; /* the first of them */
    bool sums_too;  /* an update that hands the gradient on where it is called for no step */
    int *penalties; /* that it sums, too */
    int penalty_count;
    int panel_rows; /* of the scratch for columns of x */
    bool scattered; /* they are copied on every target */
    ref product;    /* that it computes in the same pass, or -1 */
    bool rolled;    /* its loop stays a loop */
    bool together;  /* narrow rows, 16 of which fill whole vectors of 16 */
    bool in_pieces; /* the parameter is loaded as it was stored */
    int64_t work;
    bool threads;
    int like;        /* the first function that does the same on other arrays, perhaps itself: that
                       one is called, */
    int alike_count; /* and does so for as many others */
} weight_function;

/* The structs that hold arrays of parameters. */
typedef enum holder { HOLDS_PARAMETERS, HOLDS_MOMENTS, HOLDS_GRADIENTS, HOLDERS } holder;

typedef struct plan_options {
    int unroll;    /* multiply-adds up to which a product is straight line */
    bool plain;    /* scalar loops over unpadded arrays, one sample after the other */
    bool dispatch; /* what computes is there for several sets of instructions */
    unsigned only; /* the functions that the file has, WRITE_...; 0: all */
    bool selftest; /* and one that tests them */
    bool bakes;    /* frozen parameters are constants */
} plan_options;

typedef struct plan {
    const spec *spec;
    const derived *derived;
    const char *real;
    plan_options how;
    plain_plan plain;                           /* how.plain */
    graph graph;                                /* lowered: what is computed */
    ref *map;                                   /* derived node -> lowered node */
    ref *outputs, loss, *dinputs, *dparameters; /* of the caller: gates of their own */
    /* What the ends are called in C: as the user called them, where that is possible. */
    const char **input_names, **target_names, **output_names, **dinput_names;
    value *values;     /* of each node */
    int *user_start;   /* who reads node r: users[user_start[r]] to users[user_start[r + 1]] - 1 */
    ref *users;        /* once for each operand, in index order */
    int *reader_start; /* the same of a node and its slices: gates that read its elements */
    ref *readers;
    equation *equations;                       /* in the order of their numbers, from 1 */
    int equation_count, part_start[PARTS + 1]; /* those of a part: from its start to the next */
    int *equation;          /* of each node: the number of its equation; 0: none */
    int *gradient_equation; /* of each parameter */
    ref *same; /* of each derived node: the first that has become the same lowered node */
    symbols symbols;
    bool on_stack;       /* its values are so few that they are local variables, not a workspace */
    bool inlined;        /* a small network of one sample: all functions are inlined */
    const char **arrays; /* of each parameter: p->w1, or a constant */
    int64_t *positions[HOLDERS]; /* of each parameter: the scalars before it there; -1: it is not */
    gradient *gradients;
    int gradient_count;
    penalty *penalties;
    int penalty_count, penalty_stride; /* how far columns of one penalty lie from the next */
    stage_list stages[PROGRAMS];
    rows_function *functions;
    int function_count, function_capacity;
    product *products;
    finish *finishes; /* numbers 1, 2, ... */
    weight_function *weights;
    int product_count, finish_count, weight_count;
    call_list calls[SEQUENCES];
    loop_list loops[SEQUENCES];
    int panel, predict_panel; /* rows of the scratch for panels; of what a single row wants */
    bool packs;               /* some weight functions take a panel */
    int tile_kinds[2];        /* of gradients, of updates */
} plan;

/* reserved: names that nothing of the user's may have in C, or NULL. False: too many gates. */
bool plan_make(plan *p, const spec *s, const derived *d, const plan_options *how,
               const names *reserved);

static inline const node *plan_node(const plan *p, ref r)
{
    return &p->graph.nodes[r];
}

/* Whether the file has one of these functions, WRITE_...: a step in two passes has backward. */
bool plan_writes(const plan *p, unsigned functions);
/* Whether r is a mean over the samples: every row of it the same. */
static inline bool plan_is_mean(const plan *p, ref r)
{
    return plan_node(p, r)->gate == MEAN_N;
}

/* Whether r is computed row by row, rather than by a product or not at all (leaves, slices). */
bool plan_is_row_gate(const plan *p, ref r);
bool plan_is_leaf(const plan *p, ref r);
bool plan_is_needed(const plan *p, ref r); /* by any program */
int plan_output_group(const plan *p, int output);
bool plan_is_class(const plan *p, ref r); /* a target by number: its value is the one-hot vector */
bool plan_is_counter(const node *n);      /* of steps, which masks are made from */
bool plan_is_integer(const plan *p, ref r);   /* an end of class numbers: int32_t in C */
ref plan_array_of(const plan *p, ref r);      /* whose memory r lies in */
bool plan_in_workspace(const plan *p, ref r); /* its rows are there, or locals that need none */
/* The values in the array that begins with r, as a comment of C; "": r is alone. */
const char *plan_chain_remark(const plan *p, ref r);
/* How many reals lie between element 0 of row 0 of two values of one array. */
int plan_distance(const plan *p, ref r, ref later);
bool plan_has_array(const plan *p, ref r); /* of the workspace, with those in its chain */

#endif
