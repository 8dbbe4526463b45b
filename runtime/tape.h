/* tape.h - inside the runtime: the graph as it is evaluated, and the passes over it. */
#ifndef RUNTIME_TAPE_H
#define RUNTIME_TAPE_H

#include "jet.h"
#include "runtime.h"

/* ---- program.c: the spec's graph with its logarithms in stable form ---- */

enum { LOG_SOFTMAX = FALSITY + 1 }; /* z - logsumexp(z), a gate of the runtime's own */

typedef struct program {
    node *nodes; /* own copies; in topological order */
    int count, capacity;
    ref *outputs;             /* of spec.outputs */
    ref *inputs, *parameters; /* their leaves, or -1 where nothing needs them */
    ref loss;
    bool *for_outputs; /* whether the outputs, or the loss, need a node */
    bool *for_loss;
    int *uses; /* how many gates read a node: the terms of its adjoint */
    bool has_grad;
} program;

/* False, with *why set to a message to be freed, where the graph holds what cannot be evaluated. */
bool program_make(const spec *s, program *p, char **why);
void program_free(program *p);
/* Marks r and everything it is computed from. */
void program_need(const program *p, bool *needed, ref r);

/* ---- eval.c: forward ---- */

typedef struct frame { /* the values of every node for one sample, as jets of at most `level` */
    const runtime *runtime;
    const arithmetic *arithmetic;
    scalar *parameters;
    const runtime_batch *batch;
    size_t row; /* the sample's, in the batch */
    jet *values;
    int level;
    /* The frame that this one moves a node of, by an infinitesimal; NULL: nothing is moved. */
    const struct frame *outer;
    ref moved;
    jet shift;
} frame;

void eval_node(frame *f, ref r);
void eval_nodes(frame *f, const bool *needed);

/* ---- gradient.c: backward ---- */

/* The value of a GRAD, VJP, JVP or JACOBIAN: a jet of the frame's level. */
jet derivative_of(frame *f, const node *n);

/* The gradient of one sample's loss. It is added to accumulators[i] for parameter i (v NULL: not
 * wanted), as one of `samples`; dinputs[i] becomes that of input i. */
void gradient_of_loss(frame *f, const plane *accumulators, jet *dinputs, size_t samples);

/* ---- what a runtime holds ---- */

struct runtime {
    const spec *spec;
    program program;
    pool pool;
    double u;
    uint64_t counter;      /* of the step that is being computed; 0: no step */
    runtime_result result; /* its arrays are those below, or NULL */
    size_t rows;           /* that outputs and dinputs have room for */
    double **outputs, **output_bounds, **dinputs, **dinput_bounds;
    double *gradient, *gradient_bounds;
};

#endif
