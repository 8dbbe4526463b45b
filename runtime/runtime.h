/* runtime.h - evaluates, differentiates and trains any network of a spec, without compiling it.
 *
 * The runtime is the oracle that generated code is checked against: it works on the user's graph
 * node by node, with its own derivatives, in long double, and can bound the rounding error that
 * narrower arithmetic makes in every number it returns. It needs graph.h for the types of a spec,
 * libm, and (data.c alone) zlib.
 *
 *     char *why;
 *     runtime *rt = runtime_new(spec, &why);
 *     double *parameters = malloc(spec->parameter_scalars * sizeof *parameters);
 *     runtime_init(rt, parameters, 1);
 *     runtime_state *state = runtime_state_new(rt);
 *     runtime_batch batch = { n, parameters, inputs, targets };
 *     double J = runtime_step(rt, &batch, parameters, state)->J;
 *
 * Matrices are row-major; a batch is n rows, n >= 1 of any size (spec->batch does not limit it).
 * Running out of memory ends the process (runtime_no_memory). A runtime is used by one thread at a
 * time; different runtimes are independent. The spec must outlive its runtime.
 */
#ifndef BPGEN_RUNTIME_H
#define BPGEN_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/network.h"

typedef struct runtime runtime;

/* What ends the process when there is no memory: at first it prints a message and aborts. Another
 * one must not return. */
extern void (*runtime_no_memory)(void);

/* Unit roundoff of the arithmetic to be bounded. */
#define RUNTIME_UNBOUNDED 0.0 /* keep no bounds: faster */
#define RUNTIME_FLOAT 0x1p-24
#define RUNTIME_DOUBLE 0x1p-53

/* A runtime without bounds. NULL, with *why set to a message to be freed (why may be NULL), for a
 * graph that cannot be evaluated: a gate of the generator's own, or GRAD nested over eight deep. */
runtime *runtime_new(const spec *s, char **why);
void runtime_free(runtime *rt); /* NULL is allowed */

/* From now on, bound the errors of arithmetic with unit roundoff u (one of the above). */
void runtime_bounds(runtime *rt, double u);

/* ---- evaluation ---- */

typedef struct runtime_batch {
    size_t n;                     /* rows, at least 1 */
    const double *parameters;     /* spec->parameter_scalars, in order of parameter.offset */
    const double *const *inputs;  /* of each of spec->inputs, n x size */
    const double *const *targets; /* of each of spec->targets, n x size; n x 1 class numbers where
                                     is_class (one out of range is no class: all zeros). Not read by
                                     runtime_forward, which takes NULL */
} runtime_batch;

/* What a call computed. A bound says: arithmetic of the given roundoff that evaluates the same
 * formulas in any sensible order from the same (exact) arguments is at most that far from the
 * value; the losses of more than 64 samples are added in blocks of 64, then by twos. Infinite where
 * nothing is known, never NaN. Bounds are NULL (J's: 0) when none are kept.
 * Owned by the runtime and overwritten by its next call; a call fills in what it says. */
typedef struct runtime_result {
    double J, J_bound;
    double **outputs, **output_bounds;  /* of each of spec->outputs, n x size */
    double *gradient, *gradient_bounds; /* dJ/dp; 0 where frozen */
    double **dinputs, **dinput_bounds;  /* dJ/dx of each of spec->inputs, n x size */
} runtime_result;

/* Outputs alone. */
const runtime_result *runtime_forward(runtime *rt, const runtime_batch *batch);
/* J = (1/n) sum of the samples' losses + sum over parameters of l2/2 sum w^2 + l1 sum |w|. */
const runtime_result *runtime_loss(runtime *rt, const runtime_batch *batch);
/* J, gradient and dinputs. */
const runtime_result *runtime_backward(runtime *rt, const runtime_batch *batch);

/* ---- training ---- */

/* Starting values by the spec's initialisers, from the runtime's own generator: the same for the
 * same seed, but not those of generated code. */
void runtime_init(const runtime *rt, double *parameters, uint64_t seed);

/* What an optimizer remembers, one scalar a parameter each; NULL where it keeps none. */
typedef struct runtime_state {
    double rate;    /* starts as the spec's; may be changed between steps */
    uint64_t steps; /* taken so far */
    double *moment; /* adam, adamw: m; with momentum: the velocity */
    double *square; /* rmsprop, adam, adamw: the running mean of g^2 */
    double *parameter_bounds, *moment_bounds, *square_bounds; /* of the last step */
} runtime_state;

runtime_state *runtime_state_new(const runtime *rt);
void runtime_state_free(runtime_state *state); /* NULL is allowed */

/* One step of the spec's optimizer, as torch.optim defines it: `parameters` (which may be
 * batch->parameters) and *state are updated, J is from before. The result holds what
 * runtime_backward's does. The bounds in *state are of this step, from exact parameters and
 * moments; 0 when none are kept. */
const runtime_result *runtime_step(runtime *rt, const runtime_batch *batch, double *parameters,
                                   runtime_state *state);

/* ---- data ---- */

typedef struct runtime_table { /* a matrix read from a file: one row a sample */
    size_t rows, cols;
    double scale;         /* every element is multiplied by it: 1 at first */
    unsigned char *bytes; /* the elements as bytes, or, where NULL, */
    double *numbers;      /* as numbers */
} runtime_table;

/* Reads IDX (any element type, any number of dimensions; all but the first become columns) or
 * CSV (numbers parted by commas, semicolons, tabs or blanks; one heading line is skipped); either
 * may be gzipped. NULL, with *why set to a message to be freed, where the file is not that. */
runtime_table *runtime_table_read(const char *path, char **why);
void runtime_table_free(runtime_table *table); /* NULL is allowed */
/* Copies row i, scaled, to out[cols]. */
void runtime_table_row(const runtime_table *table, size_t i, double *out);

typedef struct runtime_training {
    const runtime_table *const *inputs;  /* of each of spec->inputs; cols as its size */
    const runtime_table *const *targets; /* of each of spec->targets; cols as its size, or 1:
                                            a class number, where need be made one-hot */
    size_t epochs;
    size_t batch;  /* 0: spec->batch */
    uint64_t seed; /* of the shuffling before each epoch */
    /* After each epoch (from 1), with the mean J of its steps; false stops. May be NULL. */
    bool (*after_epoch)(void *context, size_t epoch, double J);
    void *context;
} runtime_training;

/* Trains `parameters` in place. False, with *why set to a message to be freed, where the tables do
 * not fit the spec. */
bool runtime_train(runtime *rt, double *parameters, runtime_state *state,
                   const runtime_training *training, char **why);

#endif
