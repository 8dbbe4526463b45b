/* sections.h - the generated functions as sequences of calls, and, in the plain style, the parts of
 * them that are a function of one sample. */
#ifndef BPGEN_SECTIONS_H
#define BPGEN_SECTIONS_H

#include <stdbool.h>

#include "plan/loops.h"

/* The bodies of the generated functions, and two pieces: the gradients of `backward`, the updates
 * of a step in two passes. */
typedef enum sequence {
    OF_PREDICT,
    OF_FORWARD,
    OF_LOSS,
    OF_BACKWARD,
    OF_STEP,
    OF_GRADIENTS,
    OF_UPDATES,
    SEQUENCES
} sequence;

/* The functions that a file may have, as bits: --only. */
enum {
    WRITE_PREDICT = 1,
    WRITE_FORWARD = 2,
    WRITE_LOSS = 4,
    WRITE_BACKWARD = 8,
    WRITE_STEP = 16,
    WRITE_INIT = 32,
    WRITE_OUTPUTS = WRITE_PREDICT | WRITE_FORWARD,
    WRITE_TRAINING = WRITE_BACKWARD | WRITE_STEP,
    WRITE_ALL = 63
};

/* Parts of the programs, calls of which follow each other for one sample: by number. A mean over
 * the samples ends a part: the passes of loss and of training are then several, their phases. */
typedef int section;
enum {
    SECTION_RUN,     /* what predict, loss and training have in common */
    SECTION_PREDICT, /* what comes after it; */
    SECTION_LOSS     /* likewise: the first phase of it. Those of training begin with plain.train */
};

typedef struct call_range { /* of plan.calls[of] */
    sequence of;
    int from, to;
} call_range;

typedef enum plain_home {                 /* of a value of one sample */
                          PLAIN_NOWHERE,  /* it is the caller's, or of no array */
                          PLAIN_OF_LEVEL, /* a local variable of its level, */
                          PLAIN_LOCAL,    /* of its section, */
                          PLAIN_FORWARD,  /* a field of what the forward pass leaves, */
                          PLAIN_BACKWARD  /* of what the backward pass leaves for the gradients */
} plain_home;

/* Of a parameter's transposed copy, if there is one: whose array it lies in, and where. */
typedef struct plain_copy {
    int first, slot;
    int slots; /* of the first, how many there are */
} plain_copy;

typedef struct plain_plan {
    call_range *sections;
    loop_list *loops; /* of calls of their lists */
    int section_count;
    section train;     /* the first of training, up to section_count */
    bool phases;       /* loss and training have means over the samples; between section s and s + 1
                      of theirs are the calls of these */
    plain_home *homes; /* of each node */
    plain_copy *copies; /* of each parameter */
    bool runs;          /* SECTION_RUN is a function of its own */
} plain_plan;

#endif
