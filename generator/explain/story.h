/* story.h - the derivation of a network as a list of lines: titles, words, equations. */
#ifndef BPGEN_STORY_H
#define BPGEN_STORY_H

#include "explain/expr.h"
#include "graph/derive.h"
#include "graph/trace.h"

typedef enum line_kind { LINE_TITLE, LINE_WORDS, LINE_EQUATION } line_kind;

enum { RIGHT_SIDES = 4, NOTHING = -1, BY_MOST = 8 };

typedef struct line {
    line_kind kind;
    const char *words; /* a title, words; of an equation the rules, or NULL */
    int number;
    const symbol *left;
    const expr *right[RIGHT_SIDES]; /* equal to each other: by the rule, simplified */
    int right_count;
    const expr *element; /* of the last right side, at `index` of the left; or NULL */
    char index[2];
    ref value;     /* the gate of the derived graph whose value the left side is; NOTHING */
    int parameter; /* of spec.parameters, whose gradient of J it is; NOTHING */
    bool is_objective;
    ref about;       /* the gate of the network that it is about; NOTHING */
    ref by[BY_MOST]; /* the gates whose rules made it, some */
    int by_count;
    bool is_list; /* words: ends with their shapes */
} line;

typedef struct story {
    arena *arena;
    const spec *spec;
    const derived *derived;
    const trace *trace;
    bool in_detail; /* -v */
    line *lines;
    int count, capacity, equations;
    const symbol **of;       /* of each gate of the derived graph that has a name; NULL */
    bool *forward;           /* is of the network itself */
    bool *inlined;           /* ... without an equation of its own */
    bool *hidden;            /* ... nor one of its adjoint: hide.c */
    const symbol **own;      /* of each gate forward: what its line calls it; NULL */
    int *number;             /* of its equation; 0: none */
    ref *adjoint;            /* of the loss by it; NONE */
    const symbol **gradient; /* its name */
} story;

/* All of it. The trace is of the derivation. */
story *story_tell(arena *a, const spec *s, const derived *d, const trace *t, bool in_detail);

/* ---- the parts, in order ---- */

typedef struct teller {
    story *story;
    const graph *graph;
    struct names *taken;
    const char **wish;        /* what a gate had best be called, taken already; NULL */
    const trace_sweep *sweep; /* the one that is being told */
    const symbol *along;      /* a jvp: x moves with it along the vector */
    const symbol **adjoint;   /* in that sweep; a jvp: how the gate moves */
    const expr **hidden;      /* of gates without a line: their adjoint, and the rules so far */
    const char **rules;
    const int **starts; /* of CONCAT: where each input begins */
    int budget;         /* of a formula */
    bool *later;        /* a gradient that is told when it is complete */
    ref next;           /* the first gate that was not told yet */
    const symbol **outputs;
    bool explained[GATES]; /* the derivative of a function was */
    const symbol *loss, *objective, *step_number;
    const symbol **inputs, **targets, **parameters, **arrays;
    ref *leaf_of_input, *leaf_of_parameter; /* NOTHING: nothing reads it */
    struct variable {
        const char *name;
        const symbol *symbol;
    } * variables; /* of the update */
    int variable_count;
} teller;

void tell_model(teller *t); /* tell_forward.c */
void tell_forward(teller *t);
/* The user's own formula of the loss, and what became of it; tell_written.c. */
void tell_as_written(teller *t, line *l);
void tell_sweep(teller *t, const trace_sweep *sweep, const symbol *e); /* tell_backward.c */
/* tell_moves.c; NULL where it is too long */
const expr *tell_by_loops(teller *t, const node *n, int input, const expr *d);
const expr *tell_to_the_largest(teller *t, const node *n, const expr *d);
const expr *tell_by_lookup(teller *t, const node *n, const expr *d);
void tell_adjoint(teller *t, const trace_adjoint *j, const symbol *e);
/* What the gates say that handed on to it, each once. */
const char *tell_rules(teller *t, const trace_adjoint *j);
/* A gate that was not told yet; its line, or NULL. Those before `to`, but for those that are a
 * gradient still to come; tell_forward.c. */
line *tell_gate(teller *t, ref r);
void tell_gates(teller *t, int to);
/* A vjp, jvp, hvp or jacobian inside the network; tell_products.c. */
void tell_product(teller *t, const trace_sweep *w);
/* What a vjp or jvp begins with. */
const expr *tell_seed(teller *t);
/* What a step hands on: an adjoint to an input, or going forward the move of an input to the gate.
 * NULL where it is too long; tell_shares.c. */
const expr *tell_share(teller *t, const trace_step *step);
/* A formula with short adjoints put in, and the network's own probabilities; put_in.c. */
const expr *tell_put_in(teller *t, const expr *e);
void tell_objective(teller *t); /* tell_ends.c */
void tell_gradients(teller *t);
void tell_update(teller *t);

extern const symbol story_omitted; /* "..." */
bool story_reads(const story *s, const trace_sweep *w);

/* words.c: what stands for the character at `at` of the words of a story; NULL: itself. */
const char *story_sign(const char *words, const char *at, expr_style style);

void story_fold(story *s);                          /* repeat.c: equal layers */
void story_omit(story *s);                          /* omit.c: the middle of what is long still */
void story_hide(story *s, const char *const *wish); /* hide.c */

/* identities.c, in words: those that made an adjoint simple; those of the network's formulas. */
const char *story_identities(const story *s, const trace_adjoint *j);
const char *story_formula_identities(const story *s);

/* story.c: what they are made of */
line *story_add(story *s, line_kind kind, const char *words);
line *story_equation(story *s, const symbol *left, const expr *right);
void story_right(story *s, line *l, const expr *right);
void story_elements(story *s, line *l);
/* Its shape, of products those of their terms: "[1x4][4x8] + [1x8] = [1x8]"; shapes.c. */
const char *story_shapes(arena *a, const line *l);
const char *symbol_shape(arena *a, const symbol *s);
/* The element of the left side that l->element is. */
const expr *story_left_element(arena *a, const line *l);
/* With the shape of a node; NULL: a scalar. */
const symbol *story_symbol(teller *t, const char *wish, const node *of);
/* A word of the story's own, which nothing else is called by: n, k. */
const symbol *story_word(const teller *t, const char *text);
/* `node`: the gate that it is, or NOTHING. */
symbol *story_derivative(teller *t, const symbol *of, const symbol *by, ref node);
/* The formula of a gate, down to what has a name; `open`: its own name does not count. NULL where
 * it is longer than a line should be. */
const expr *story_formula(teller *t, ref r, bool open);

#endif
