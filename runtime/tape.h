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
    bool has_means; /* over the samples, which are then computed together */
    ref *running;   /* of spec.parameters: what its statistic is the mean of; NONE: it has none */
} program;

/* False, with *why set to a message to be freed, where the graph holds what cannot be evaluated. */
bool program_make(const spec *s, program *p, char **why);
void program_free(program *p);
/* Marks r and everything it is computed from, in loss, backward and step or in forward. */
void program_need(const program *p, bool *needed, ref r, bool learns);

/* ---- eval.c: forward ---- */

typedef struct frame { /* the values of every node for one sample, as jets of at most `level` */
    const runtime *runtime;
    const arithmetic *arithmetic;
    scalar *parameters;
    const runtime_batch *batch;
    size_t row;  /* the sample's, in the batch */
    bool learns; /* it is one of loss, backward and step */
    jet *values;
    int level;
    /* The frame that this one moves a node of, by an infinitesimal; NULL: nothing is moved. */
    const struct frame *outer;
    ref moved;
    jet shift;
} frame;

void eval_node(frame *f, ref r);
/* Of samples that are computed together. */
void eval_nodes(frame *frames, size_t count, const bool *needed);
/* The mean of their values of r; of jets, one for each sample. */
jet eval_mean(const frame *frames, size_t count, ref r);
jet eval_mean_of(const arithmetic *a, const jet *const *of, size_t count, size_t size);

/* ---- gradient.c: backward ---- */

/* The value of a GRAD, VJP, JVP or JACOBIAN: a jet of the frame's level. */
jet derivative_of(frame *f, const node *n);

/* The gradients of the losses of samples that are computed together. They are added to
 * accumulators[i] for parameter i (v NULL: not wanted), each as one of `samples`; dinputs become
 * those of the first sample's inputs, the second's, ... */
void gradient_of_losses(frame *frames, size_t count, const plane *accumulators, jet *dinputs,
                        size_t samples);

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
    double *statistics, *statistic_bounds; /* of the last backward pass: what `running` are of */
};

/* Room for results of n rows. */
void runtime_reserve(runtime *rt, size_t n);

#endif
