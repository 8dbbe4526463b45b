/* equations.h - the equations of the mathematics, as the plan has them: which there are, in which
 * order, and what everything in them is called. */
#ifndef BPGEN_EQUATIONS_H
#define BPGEN_EQUATIONS_H

#include "graph/graph.h"

/* The parts of the mathematics, in their order. */
typedef enum equation_part {
    PART_FORWARD,
    PART_OBJECTIVE,
    PART_BACKWARD,
    PART_GRADIENT,
    PART_RUNNING,
    PART_STEP,
    PARTS
} equation_part;

typedef enum equation_kind {
    EQUATION_VALUE,      /* of .formula, which is computed for each sample */
    EQUATION_OUTPUT,     /* .which of spec.outputs is .formula */
    EQUATION_LOSS,       /* of one sample */
    EQUATION_OBJECTIVE,  /* J */
    EQUATION_GRADIENT,   /* of J by .which of spec.parameters */
    EQUATION_DINPUT,     /* of J by .which of spec.inputs; .formula is that of the loss */
    EQUATION_RUNNING,    /* .which of spec.parameters after a step: a running statistic */
    EQUATION_NORM,       /* the sum of g^2 over all parameters; .which is the node g */
    EQUATION_CORRECTION, /* 1 - beta^k, .which is 1 or 2 */
    EQUATION_STEP        /* a value of one weight */
} equation_kind;

typedef struct equation {
    equation_part part;
    equation_kind kind;
    ref formula; /* a derived node; -1: zero; NORM, CORRECTION: the variable itself */
    int which;
    const char *name; /* the left side */
} equation;

/* Names, of which no two things share one. */
typedef struct symbols {
    const char **inputs, **outputs, **targets, **parameters; /* of the spec */
    const char *objective;
    const char **of; /* each derived node; NULL: its formula is written where it is read */
} symbols;

#endif
